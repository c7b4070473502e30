import type { Located } from './definition.js';
import type { Exchange, FieldPlace, Way } from './field-difference.js';
import { pairOf } from './pair-walk.js';
import type { Pair, Walk } from './pair-walk.js';
import type { Inner, Shape } from './schema-shape.js';

/** A schema's pair; `way` is how it is reached the first time. */
export function schemaPair(
  walk: Walk,
  exchange: Exchange,
  before: Located,
  after: Located,
  way: () => Way | null,
): Pair {
  return pairOf(walk, exchange, before, after, () => {
    const field = { exchange, way: way(), operations: [] };
    const pair: Pair = { field, compare: () => compareSchemas(walk, field, before, after), inner: null };
    return pair;
  });
}

/** Names of fields are cut to what a message may show. */
export function below(outer: Way | null, name: string): Way {
  return { outer, step: name.slice(0, 80) };
}

function compareSchemas(walk: Walk, field: FieldPlace, before: Located, after: Located): readonly Pair[] {
  const old = walk.before.shapeOf(before);
  const now = walk.after.shapeOf(after);
  const input = isInput(field);
  if (input && old.internalAt === null && now.internalAt !== null) {
    walk.differences.push({ kind: 'input-became-internal', pointer: now.internalAt, field });
  }
  if (old.type !== null && now.type !== null && old.type.value !== now.type.value) {
    const kind = input ? 'input-type-changed' : 'output-type-changed';
    const types = { before: old.type.value, after: now.type.value };
    walk.differences.push({ kind, pointer: now.type.pointer, field, ...types });
    // Two values of different types hold nothing that could be the same.
    return [];
  }
  if (input) compareChoices(walk, field, old, now);
  tellDeleted(walk, field, old, now, after.pointer);
  return [...comparedFields(walk, field, old, now), ...comparedItems(walk, field, old, now)];
}

function compareChoices({ budget, differences }: Walk, field: FieldPlace, old: Shape, now: Shape): void {
  if (now.choices === null) return;
  const { value: choices, pointer } = now.choices;
  if (old.choices === null) {
    differences.push({ kind: 'choices-added', pointer, field, choices });
    return;
  }
  const removed = new Set<string>();
  for (const choice of old.choices.value) {
    budget.spend();
    if (!choices.has(choice)) removed.add(choice);
  }
  if (removed.size > 0) differences.push({ kind: 'choices-removed', pointer, field, choices: removed });
}

/** Fields that only another operation knows were not taken away. */
function tellDeleted({ budget, differences }: Walk, field: FieldPlace, old: Shape, now: Shape, pointer: string): void {
  if (now.isDynamic) return;
  const kind = isInput(field) ? 'input-deleted' : 'output-deleted';
  for (const name of old.fields.keys()) {
    budget.spend();
    if (now.fields.has(name)) continue;
    differences.push({ kind, pointer, field: { ...field, way: below(field.way, name) } });
  }
  if (old.items !== null && now.items === null) {
    differences.push({ kind, pointer, field: { ...field, way: below(field.way, '[]') } });
  }
}

/** Tells of fields that callers have to send now; gives the pairs of those that both versions know. */
function comparedFields(walk: Walk, field: FieldPlace, old: Shape, now: Shape): Pair[] {
  const pairs: Pair[] = [];
  for (const [name, inner] of now.fields) {
    walk.budget.spend();
    const known = old.fields.get(name);
    const way = () => below(field.way, name);
    if (known !== undefined) pairs.push(...innerPair(walk, field.exchange, known, inner, way));
    const { requiredAt } = inner;
    if (requiredAt === null || !isInput(field)) continue;
    if (known === undefined && !old.isDynamic) {
      // What is below it is not looked at: those who do not know the field do not send that either.
      const place = { ...field, way: way() };
      walk.differences.push({ kind: 'required-input-added', pointer: inner.pointer, field: place });
    } else if (known?.requiredAt === null) {
      walk.differences.push({ kind: 'input-became-required', pointer: requiredAt, field: { ...field, way: way() } });
    }
  }
  return pairs;
}

function comparedItems(walk: Walk, field: FieldPlace, old: Shape, now: Shape): Pair[] {
  if (old.items === null || now.items === null) return [];
  return innerPair(walk, field.exchange, old.items, now.items, () => below(field.way, '[]'));
}

function innerPair(walk: Walk, exchange: Exchange, old: Inner, now: Inner, way: () => Way): Pair[] {
  return old.schema === null || now.schema === null ? [] : [schemaPair(walk, exchange, old.schema, now.schema, way)];
}

function isInput({ exchange }: FieldPlace): boolean {
  return exchange !== 'answer' && exchange !== 'notification';
}
