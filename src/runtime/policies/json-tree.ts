import { isObject } from '../../core/json-value.js';
import { parseExact, textOfExact } from './json-text.js';
import type { PolicyParameters } from './parameters.js';
import { PolicyFailure } from './policy.js';
import { valueAtSteps } from './property-path.js';
import type { PropertyPath, Step } from './property-path.js';

/** Characters that one policy may write, and that a body may have afterwards. Twice what may be sent or answered. */
const mostCharacters = 2_097_152;

/** What writing costs beside its length, in characters: one policy writes some 30,000 times at most. */
const costOfWriting = 64;

/** A message's JSON, while one policy changes it. */
export interface JsonTree {
  at(steps: readonly Step[]): unknown;
  /**
   * Writes a copy of the value, making objects on the way where there is nothing. Does nothing where the way leads through something
   * else. Throws `PolicyFailure` once the policy has written too much.
   */
  put(steps: readonly Step[], value: unknown): void;
  /** Throws `PolicyFailure` when the policy is about to write more than it may. */
  spend(characters: number): void;
}

/**
 * The body after a change of its JSON. A body that is no JSON object or array, or nests too deep, is left as it is, and so is one that
 * the change wrote nothing into.
 */
export function changeJson<Body extends Uint8Array | null>(
  body: Body,
  change: (tree: JsonTree) => void,
): Body | Uint8Array {
  const root = body === null ? undefined : parseBody(body);
  if (typeof root !== 'object' || root === null) return body;
  let written = 0;
  let changed = false;
  let holder: { root: unknown } = { root };
  const spend = (characters: number) => {
    written += characters;
    if (written > mostCharacters) throw new PolicyFailure('would make the body too large');
  };
  change({
    at: steps => valueAtSteps(holder.root, steps),
    spend,
    put(steps, value) {
      const copy = copyOf(value, spend);
      if (steps.length === 0) holder = { root: copy };
      changed = steps.length === 0 || putInto(holder.root, steps, copy) || changed;
    },
  });
  if (!changed) return body;
  const text = textOfExact(holder.root);
  if (text.length > mostCharacters) throw new PolicyFailure('would make the body too large');
  return Buffer.from(text, 'utf8');
}

/** A copy, by way of text: what is put at two places must not become one thing, and a thing must not get into itself. */
function copyOf(value: unknown, spend: JsonTree['spend']): unknown {
  const text = typeof value === 'string' ? value : textOfExact(value);
  spend(text.length + costOfWriting);
  if (typeof value !== 'object') return value;
  const copy = parseExact(text);
  if (copy === undefined) throw new PolicyFailure('would nest the body too deep');
  return copy;
}

/** The body's JSON; undefined when it is none, or no UTF-8. */
export function parseBody(body: Uint8Array): unknown {
  try {
    return parseExact(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** Where a template's change reads and writes. */
export interface PropertyPlace {
  readonly parent: PropertyPath;
  readonly sub: readonly Step[];
  /** From `@body()` or, for each item of a parent that is a list, from `@item()`. */
  readonly target: PropertyPath;
}

/**
 * Reads the place by the three parameters under which most templates have it: `propertyParentPath`, `propertySubPath`,
 * `newPropertyPath`. Throws `UnsupportedPolicy`.
 */
export function readPropertyPlace(parameters: PolicyParameters): PropertyPlace {
  return {
    parent: parameters.path('propertyParentPath'),
    sub: parameters.subPath('propertySubPath'),
    target: parameters.path('newPropertyPath'),
  };
}

/**
 * Changes what `sub` names below the parent, or below each item where the parent is a list, and writes it to the target. Where there
 * is nothing, or `change` gives undefined, nothing is written.
 */
export function changeProperty(
  body: Uint8Array | null,
  { parent, sub, target }: PropertyPlace,
  change: (value: unknown, tree: JsonTree) => unknown,
): Uint8Array | null {
  return changeJson(body, tree => {
    for (const base of parentsOf(tree, parent.steps, sub)) {
      const value = tree.at([...base, ...sub]);
      const changed = value === undefined ? undefined : change(value, tree);
      if (changed !== undefined) tree.put(target.root === 'item' ? [...base, ...target.steps] : target.steps, changed);
    }
  });
}

/** The parent's place, or one for each of its items where it is a list. Without a subpath the parent itself is meant, list or not. */
export function parentsOf(tree: JsonTree, steps: readonly Step[], sub: readonly Step[]): readonly (readonly Step[])[] {
  const value = tree.at(steps);
  if (value === undefined) return [];
  return Array.isArray(value) && sub.length > 0 ? value.map((_item, index) => [...steps, index]) : [steps];
}

/** Writes without ever touching what an object inherits, whatever the member's name. */
function putInto(root: unknown, steps: readonly Step[], value: unknown): boolean {
  const last = steps.at(-1);
  let here = root;
  for (const step of steps.slice(0, -1)) {
    if (isObject(here) && typeof step === 'string' && !Object.hasOwn(here, step)) define(here, step, {});
    here = valueAtSteps(here, [step]);
  }
  if (Array.isArray(here) && typeof last === 'number' && last < here.length) {
    here[last] = value;
    return true;
  }
  if (!isObject(here) || typeof last !== 'string') return false;
  define(here, last, value);
  return true;
}

function define(object: object, name: string, value: unknown): void {
  if (name !== '__proto__') Reflect.set(object, name, value);
  else Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}
