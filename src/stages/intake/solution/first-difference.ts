import { pointerBelow } from '../../../core/json-pointer.js';
import { isObject } from '../../../core/json-value.js';
import type { JsonObject } from '../../../core/json-value.js';

/** The first place at which two values are not the same JSON; undefined stands for a value that is not there. */
export interface Difference {
  readonly pointer: string;
  readonly one: unknown;
  readonly other: unknown;
}

/** A pair of objects or of arrays, and how far it has been compared. */
interface Pair {
  readonly one: readonly unknown[] | JsonObject;
  readonly other: readonly unknown[] | JsonObject;
  readonly keys: Iterator<string | number>;
  /** Where the pair stands in the one around it; null at the root. */
  readonly key: string | number | null;
}

/**
 * The first difference in the order of the second value, which is the one that its author knows; what only the first one has comes
 * after its siblings. The order of members does not count, so that it is null exactly where the canonical JSON is the same.
 */
export function firstDifference(one: unknown, other: unknown): Difference | null {
  const root = pairOf(one, other, null);
  if (root === null) return one === other ? null : { pointer: '', one, other };
  const open = [root];
  for (let pair = open.at(-1); pair !== undefined; pair = open.at(-1)) {
    const { value: key, done } = pair.keys.next() as IteratorResult<string | number, undefined>;
    if (done || key === undefined) {
      open.pop();
      continue;
    }
    const [left, right] = [memberOf(pair.one, key), memberOf(pair.other, key)];
    const inner = pairOf(left, right, key);
    if (inner !== null) open.push(inner);
    else if (left !== right) return { pointer: pointerTo(open, key), one: left, other: right };
  }
  return null;
}

/** Null for values that have nothing in common to go into. */
function pairOf(one: unknown, other: unknown, key: string | number | null): Pair | null {
  if (Array.isArray(one) && Array.isArray(other)) {
    return { one, other, keys: Array(Math.max(one.length, other.length)).keys(), key };
  }
  return isObject(one) && isObject(other) ? { one, other, keys: keysOf(one, other), key } : null;
}

function* keysOf(one: object, other: object): Generator<string, undefined> {
  yield* Object.keys(other);
  for (const key of Object.keys(one)) if (!Object.hasOwn(other, key)) yield key;
  return undefined;
}

function memberOf(value: Pair['one'], key: string | number): unknown {
  return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

function pointerTo(open: readonly Pair[], key: string | number): string {
  const keys = [...open.flatMap(pair => (pair.key === null ? [] : [pair.key])), key];
  return keys.reduce<string>(pointerBelow, '');
}
