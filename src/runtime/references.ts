import { isObject, own } from '../core/json-value.js';
import { valueAt } from './json.js';

/** A chain of references longer than this is taken for a loop. */
const longestChain = 20;

/** What a `$ref` leads to, with the JSON pointer at which it stands. */
export interface Resolved {
  readonly value: unknown;
  readonly pointer: string;
}

/**
 * Follows local references (`#/…`) from the value at `pointer` until there is none. Null when a reference is not local, leads
 * nowhere, or runs in a circle.
 */
export function follow(document: unknown, value: unknown, pointer: string): Resolved | null {
  let here: Resolved = { value, pointer };
  for (let step = 0; step < longestChain; step += 1) {
    const reference = isObject(here.value) ? own(here.value, '$ref') : undefined;
    if (reference === undefined) return here;
    const target = typeof reference === 'string' ? localPointer(reference) : null;
    if (target === null) return null;
    here = { value: valueAt(document, target), pointer: target };
    if (here.value === undefined) return null;
  }
  return null;
}

/** The JSON pointer in a local reference (`#/definitions/Book`, percent-encoding allowed), or null for any other reference. */
export function localPointer(reference: string): string | null {
  if (!reference.startsWith('#/')) return null;
  try {
    return decodeURIComponent(reference.slice(1));
  } catch {
    return null;
  }
}
