import type { JsonObject } from '../../src/core/json-value.js';
import { oncePer } from './once-per.js';

/** A part of a definition as an index lists it. */
interface Entry {
  readonly value: JsonObject;
}

/**
 * The entries that have one of these members, in their order. Most keywords are rare: a rule about them looks at a few entries instead
 * of all, and the list is gone through once for all rules.
 */
export function withMember<One extends Entry>(entries: readonly One[], ...names: readonly string[]): One[] {
  const positions = positionsByMember(entries);
  const found = new Set<number>();
  for (const name of names) for (const position of positions.get(name) ?? []) found.add(position);
  const inOrder = [...found];
  if (names.length > 1) inOrder.sort((a, b) => a - b);
  const chosen: One[] = [];
  for (const position of inOrder) {
    const entry = entries[position];
    if (entry) chosen.push(entry);
  }
  return chosen;
}

/** Where in a list the entries with each member are. */
const positionsByMember = oncePer((entries: readonly Entry[]): ReadonlyMap<string, readonly number[]> => {
  const positions = new Map<string, number[]>();
  for (const [position, { value }] of entries.entries()) {
    for (const name of Object.keys(value)) {
      const others = positions.get(name);
      if (others) others.push(position);
      else positions.set(name, [position]);
    }
  }
  return positions;
});
