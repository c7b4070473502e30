import { own } from '../../core/json-value.js';
import { pointerTo } from '../../runtime/json.js';
import type { Located, Operation } from './definition.js';
import { keyOf, parametersOf, schemaOf } from './exchanged.js';
import type { Parameter } from './exchanged.js';
import type { FieldPlace } from './field-difference.js';
import { pairOf } from './pair-walk.js';
import type { Pair, Walk } from './pair-walk.js';
import { below, schemaPair } from './schema-pair.js';

/** Tells which parameters of an operation are gone and which new ones are required; gives the pairs of the others. */
export function comparedParameters(walk: Walk, old: Operation, now: Operation): Pair[] {
  const gone = parametersOf(walk.before.root, old, walk.budget);
  const added = parametersOf(walk.after.root, now, walk.budget);
  const pairs: Pair[] = [];
  for (const [key, parameter] of added) {
    const known = gone.get(key);
    if (known === undefined) continue;
    gone.delete(key);
    added.delete(key);
    pairs.push(parameterPair(walk, known, parameter));
  }
  // Of those without a partner in their place, two of one name are one that has moved.
  const named = new Map([...gone.values()].map(parameter => [nameOf(parameter), parameter]));
  for (const parameter of added.values()) {
    const known = named.get(nameOf(parameter));
    if (known !== undefined) {
      named.delete(nameOf(parameter));
      gone.delete(keyOf(known));
      pairs.push(parameterPair(walk, known, parameter));
    } else if (parameter.required) {
      const field = fieldOf(parameter, [now.id]);
      walk.differences.push({ kind: 'required-input-added', pointer: parameter.pointer, field });
    }
  }
  for (const parameter of gone.values()) {
    const field = fieldOf(parameter, [now.id]);
    walk.differences.push({ kind: 'input-deleted', pointer: now.pointer, field });
  }
  return pairs;
}

/** A body's name is its author's affair: no other parameter takes its place because it is called the same. */
function nameOf({ in: place, name }: Parameter): string {
  return `${place === 'body' ? 'body' : 'value'} ${name}`;
}

function parameterPair(walk: Walk, old: Parameter, now: Parameter): Pair {
  return pairOf(walk, 'parameter', old.declaration, now.declaration, () => {
    const field = fieldOf(now, []);
    const compare = () => compareParameters(walk, field, old, now);
    return { field, compare, inner: null };
  });
}

function compareParameters(walk: Walk, field: FieldPlace, old: Parameter, now: Parameter): Pair[] {
  const { differences } = walk;
  const { declaration } = now;
  if (old.in !== now.in) {
    const pointer = pointerTo(declaration.pointer, 'in');
    differences.push({ kind: 'input-moved', pointer, field, before: old.in, after: now.in });
  }
  if (!old.required && now.required) {
    differences.push({ kind: 'input-became-required', pointer: memberOf(declaration, 'required'), field });
  }
  if (now.in === 'body' && !isInternal(old.declaration) && isInternal(declaration)) {
    differences.push({ kind: 'input-became-internal', pointer: memberOf(declaration, 'x-ms-visibility'), field });
  }
  const before = schemaOf(walk.before.root, old);
  const after = schemaOf(walk.after.root, now);
  if (before === null || after === null) return [];
  return [schemaPair(walk, now.in, before, after, () => field.way)];
}

function fieldOf({ in: exchange, name }: Parameter, operations: string[]) {
  return { exchange, way: exchange === 'body' ? null : below(null, name), operations };
}

function isInternal({ value }: Located): boolean {
  return own(value, 'x-ms-visibility') === 'internal';
}

/** The place of a member; where it is missing, as it may be where a parameter moved into the path, that of the object. */
function memberOf({ value, pointer }: Located, name: string): string {
  return own(value, name) === undefined ? pointer : pointerTo(pointer, name);
}
