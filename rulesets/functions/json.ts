/** A JSON object as it was read: nothing about its members is known yet. */
export interface JsonObject {
  readonly [key: string]: unknown;
}

/** True for a JSON object; false for arrays, null and everything else. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value when it is an object, else an empty one, so that a rule can look further without asking at each step. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The value when it is an array, else an empty one. */
export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** The text when it has a character that can be seen, trimmed; null for anything else. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/**
 * The member of an object that was really written there. A name that the author chose goes through here, because
 * `constructor` or `toString` would otherwise find what every object inherits.
 */
export function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
