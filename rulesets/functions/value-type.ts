/** The types that a schema may give, with the values of each. A file has none in JSON. */
const valuesOf = {
  string: value => typeof value === 'string',
  number: value => typeof value === 'number',
  integer: value => Number.isInteger(value),
  boolean: value => typeof value === 'boolean',
  array: value => Array.isArray(value),
  object: value => typeof value === 'object' && value !== null && !Array.isArray(value),
} as const satisfies Record<string, (value: unknown) => boolean>;

type ValueType = keyof typeof valuesOf;

/** Every type that OpenAPI 2.0 has. */
export const schemaTypes: readonly string[] = [...Object.keys(valuesOf), 'file'];

/** A whole number as JSON writes it, short enough to be exact. */
const wholeNumber = /^(?:0|-?[1-9]\d{0,14})$/;

/** True where a type is known and the value is of another. */
export function isOfOtherType(value: unknown, type: unknown): boolean {
  return isValueType(type) && !valuesOf[type](value);
}

/** The value as its type wants it, where only quotation marks are missing or too many: "5" for an integer is 5. Else null. */
export function asType(value: unknown, type: unknown): string | number | boolean | null {
  if (type === 'string' && (typeof value === 'boolean' || Number.isSafeInteger(value))) return String(value);
  if (typeof value !== 'string') return null;
  if ((type === 'integer' || type === 'number') && wholeNumber.test(value)) return Number(value);
  if (type !== 'boolean') return null;
  const folded = value.toLowerCase();
  return folded === 'true' || folded === 'false' ? folded === 'true' : null;
}

function isValueType(type: unknown): type is ValueType {
  return typeof type === 'string' && Object.hasOwn(valuesOf, type);
}
