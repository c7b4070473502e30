/** A JSON object as it was read: nothing about its members is known yet. */
export interface JsonObject {
  readonly [key: string]: unknown;
}

/** True for a JSON object; false for arrays, null and everything else. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value when it is an object, else an empty one, so that a reader can look further without asking at each step. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The value when it is an array, else an empty one. */
export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/**
 * The member of an object that was really written there. A name that the author chose goes through here, because
 * `constructor` or `toString` would otherwise find what every object inherits.
 */
export function own(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
