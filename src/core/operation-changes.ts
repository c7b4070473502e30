import { pointerSegments } from './json-pointer.js';
import { isObject, own } from './json-value.js';

/** An operation, as people know it. */
export interface NamedOperation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
}

/** The operations that differ between two definitions, each list in the order of the ids. */
export interface OperationChanges {
  readonly added: readonly NamedOperation[];
  readonly removed: readonly NamedOperation[];
  /** In anything that can be said of it: its place, its own members, what its path shares, or a definition that it refers to. */
  readonly changed: readonly NamedOperation[];
}

/** The methods of a path in OpenAPI 2.0. */
const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch']);

/**
 * The operations that differ, by operationId; the order of members says nothing. An operation without an id has none to be known by and goes by
 * method and path. Takes parsed definitions. Pure; each shared definition is compared once.
 */
export function operationChangesOf(before: unknown, after: unknown): OperationChanges {
  const [was, is] = [operationsOf(before), operationsOf(after)];
  const differs = createDiffering(before, after);
  const added = [...is.values()].filter(({ operationId }) => !was.has(operationId));
  const removed = [...was.values()].filter(({ operationId }) => !is.has(operationId));
  const changed = [...is.values()].filter(now => {
    const then = was.get(now.operationId);
    if (then === undefined) return false;
    const isElsewhere = then.method !== now.method || then.path !== now.path;
    return isElsewhere || text(then.said) !== text(now.said) || differs([then.said, now.said]);
  });
  return { added: named(added), removed: named(removed), changed: named(changed) };
}

interface Operation extends NamedOperation {
  /** The operation itself, and the parameters that its path shares. */
  readonly said: readonly unknown[];
}

function operationsOf(definition: unknown): Map<string, Operation> {
  const found = new Map<string, Operation>();
  for (const [path, item] of membersOf(own(definition, 'paths'))) {
    for (const [method, operation] of membersOf(item)) {
      if (!methods.has(method) || !isObject(operation)) continue;
      const id = own(operation, 'operationId');
      const operationId = typeof id === 'string' && id !== '' ? id : `${method.toUpperCase()} ${path}`;
      found.set(operationId, { operationId, method, path, said: [operation, own(item, 'parameters')] });
    }
  }
  return found;
}

/** Tells whether anything differs that these values refer to, over any number of references. */
function createDiffering(before: unknown, after: unknown): (values: readonly unknown[]) => boolean {
  const known = new Map<string, { readonly differs: boolean; readonly refers: readonly string[] }>();
  const look = (reference: string) => {
    const made = known.get(reference);
    if (made !== undefined) return made;
    const [was, is] = [referred(before, reference), referred(after, reference)];
    const seen = { differs: text(was) !== text(is), refers: [...referencesIn([was, is])] };
    known.set(reference, seen);
    return seen;
  };
  return values => {
    const seen = new Set<string>();
    const waiting = [...referencesIn(values)];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const { differs, refers } = look(next);
      if (differs) return true;
      waiting.push(...refers);
    }
    return false;
  };
}

function referred(document: unknown, reference: string): unknown {
  return (pointerSegments(reference.slice(1)) ?? []).reduce<unknown>(own, document);
}

/** The local references in a value, wherever they stand. */
function referencesIn(value: unknown): Set<string> {
  const found = new Set<string>();
  const waiting = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (Array.isArray(next)) waiting.push(...(next as readonly unknown[]));
    if (!isObject(next)) continue;
    const reference = own(next, '$ref');
    if (typeof reference === 'string' && reference.startsWith('#/')) found.add(reference);
    waiting.push(...Object.values(next));
  }
  return found;
}

/** The same text for the same value, whatever the order of members. */
function text(value: unknown): string {
  return (
    JSON.stringify(value, (_, member: unknown) =>
      isObject(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member,
    ) ?? ''
  );
}

function membersOf(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

function named(operations: readonly Operation[]): NamedOperation[] {
  return operations
    .map(({ operationId, method, path }) => ({ operationId, method, path }))
    .sort((a, b) => (a.operationId < b.operationId ? -1 : 1));
}
