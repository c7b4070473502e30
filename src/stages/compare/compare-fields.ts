import type { Budget } from './budget.js';
import type { Definition, Operation } from './definition.js';
import { answerOf, notificationOf } from './exchanged.js';
import type { Output } from './exchanged.js';
import type { FieldDifference } from './field-difference.js';
import { createWalk, visit } from './pair-walk.js';
import type { Pair, Walk } from './pair-walk.js';
import { comparedParameters } from './parameter-pair.js';
import { schemaPair } from './schema-pair.js';

/**
 * All differences between what the operations of two versions take and give. Two schemas that stand for each other are compared
 * once, however many operations they serve and whatever circles lead to them: a change in a shared schema is told once, with the
 * operations that it concerns. The cost is that of reading both definitions; only references that run in circles of different
 * lengths, or from many places to long lists, cost more. Throws ComparisonTooLarge.
 */
export function compareFields(before: Definition, after: Definition, budget: Budget): FieldDifference[] {
  const walk = createWalk(before, after, budget);
  // By their ids: where they stand must not decide which of them are named.
  for (const now of [...after.operations.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    budget.spend();
    const old = before.operations.get(now.id);
    if (old === undefined) continue;
    visit(walk, now.id, [...comparedParameters(walk, old, now), ...comparedOutputs(walk, old, now)]);
  }
  return walk.differences;
}

function comparedOutputs(walk: Walk, old: Operation, now: Operation): Pair[] {
  const { before, after, budget } = walk;
  return [
    ...comparedOutput(walk, 'answer', now, answerOf(before.root, old, budget), answerOf(after.root, now, budget)),
    ...comparedOutput(walk, 'notification', now, notificationOf(before.root, old), notificationOf(after.root, now)),
  ];
}

function comparedOutput(
  walk: Walk,
  exchange: 'answer' | 'notification',
  { id }: Operation,
  old: Output,
  now: Output,
): Pair[] {
  if (old.schema === null) return [];
  if (now.schema !== null) return [schemaPair(walk, exchange, old.schema, now.schema, () => null)];
  const { type, isDynamic } = walk.before.shapeOf(old.schema);
  if (type !== null || isDynamic) {
    const field = { exchange, way: null, operations: [id] };
    walk.differences.push({ kind: 'output-deleted', pointer: now.pointer, field });
  }
  return [];
}
