import { pointerBelow, pointerSegments } from '../core/json-pointer.js';

/** A JSON object as it was read: nothing about its members is known yet. */
export interface JsonObject {
  readonly [key: string]: unknown;
}

/** True for a JSON object; false for arrays, null and everything else. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value when it is an object, else an empty one. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The value when it is an array, else an empty one. */
export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** The texts of an array; everything else in it is left out. */
export function textsOf(value: unknown): string[] {
  return arrayOf(value).filter(item => typeof item === 'string');
}

/** The value when it is a text with at least one character, else null. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The member that was really written there: an author's name such as `constructor` must not find what every object inherits. */
export function own(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The JSON pointer below `base` along these member names. */
export function pointerTo(base: string, ...names: readonly (string | number)[]): string {
  return names.reduce<string>(pointerBelow, base);
}

/** The value at a JSON pointer, or undefined when there is none. */
export function valueAt(root: unknown, pointer: string): unknown {
  const names = pointerSegments(pointer);
  if (names === null) return undefined;
  let value = root;
  for (const name of names) {
    value =
      Array.isArray(value) && /^(?:0|[1-9]\d{0,8})$/.test(name) ? (value as unknown[])[Number(name)] : own(value, name);
    if (value === undefined) return undefined;
  }
  return value;
}
