import type { JsonObject } from '../../core/json-value.js';
import type { Budget } from './budget.js';
import type { Definition, Located } from './definition.js';
import { namedOperations } from './field-difference.js';
import type { Exchange, FieldDifference, Way } from './field-difference.js';
import { createShapeReader } from './schema-shape.js';
import type { ReadShape } from './schema-shape.js';

/** One of the two definitions. */
export interface Side {
  readonly root: unknown;
  readonly shapeOf: ReadShape;
}

/** What is known so far of the differences between two definitions. */
export interface Walk {
  readonly before: Side;
  readonly after: Side;
  readonly budget: Budget;
  readonly differences: FieldDifference[];
  /** By exchange, then by the object of the old and of the new definition. */
  readonly pairs: Map<Exchange | 'parameter', Map<JsonObject, Map<JsonObject, Pair>>>;
}

/** An object of the public definition and the one that takes its place. */
export interface Pair {
  /** What it is to its users; the operations grow in number while the walk goes on. */
  readonly field: { readonly exchange: Exchange; readonly way: Way | null; readonly operations: string[] };
  /** Adds what differs to the walk, and gives the pairs that it holds. */
  readonly compare: () => readonly Pair[];
  /** Null until it was compared. */
  inner: readonly Pair[] | null;
}

export function createWalk(before: Definition, after: Definition, budget: Budget): Walk {
  const side = ({ root }: Definition): Side => ({ root, shapeOf: createShapeReader(root, budget) });
  return { before: side(before), after: side(after), budget, differences: [], pairs: new Map() };
}

/** The one pair of these two objects in this role; made where nobody asked for it before. */
export function pairOf(
  { pairs }: Walk,
  role: Exchange | 'parameter',
  before: Located,
  after: Located,
  create: () => Pair,
): Pair {
  const ofRole = entryOf(pairs, role, () => new Map<JsonObject, Map<JsonObject, Pair>>());
  const partners = entryOf(ofRole, before.value, () => new Map<JsonObject, Pair>());
  return entryOf(partners, after.value, create);
}

/**
 * Names the operation in everything that these pairs lead to, and compares what none led to before. Each pair is left after as many
 * operations as are named, which is what makes the walk linear.
 */
export function visit({ budget }: Walk, operation: string, roots: readonly Pair[]): void {
  const waiting = roots.toReversed();
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    budget.spend();
    const { operations } = pair.field;
    if (operations.at(-1) === operation || operations.length > namedOperations) continue;
    operations.push(operation);
    pair.inner ??= pair.compare();
    for (const held of pair.inner.toReversed()) waiting.push(held);
  }
}

/** What the map holds at the key; made where it holds nothing. */
function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
