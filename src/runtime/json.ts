import { pointerBelow, pointerSegments } from '../core/json-pointer.js';
import { arrayOf, own } from '../core/json-value.js';

/** The texts of an array; everything else in it is left out. */
export function textsOf(value: unknown): string[] {
  return arrayOf(value).filter(item => typeof item === 'string');
}

/** The value when it is a text with at least one character, else null. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
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
