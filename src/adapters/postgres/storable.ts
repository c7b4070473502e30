/** What PostgreSQL's text and jsonb cannot hold, although a JavaScript string can: NUL and halves of surrogate pairs. */
const unstorable = /[\0\p{Surrogate}]/gu;

/**
 * The same value with U+FFFD for every character that the database refuses. Findings and comments quote what submitters sent;
 * one such character must not keep a verdict from being saved.
 */
export function storable<T>(value: T): T;
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(unstorable, '\uFFFD');
  if (Array.isArray(value)) return value.map(item => storable<unknown>(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [storable(name), storable<unknown>(member)]));
}

/** The JSON text of a value for a jsonb column; null stays SQL's null. */
export function asJson(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(storable(value));
}
