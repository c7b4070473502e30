import { arrayOf, objectOf, own } from '../../core/json-value.js';
import type { JsonObject } from '../../core/json-value.js';
import { pointerTo, textOf } from '../../runtime/json.js';
import type { Budget } from './budget.js';
import { locate } from './definition.js';
import type { Located } from './definition.js';

/** Something that a schema says, where it says it. */
export interface Stated<Value> {
  readonly value: Value;
  readonly pointer: string;
}

/** A schema inside a schema. */
export interface Inner {
  /** Null where it is no object or its references lead nowhere, which lint explains. */
  readonly schema: Located | null;
  /** Where it is written; a reference is not followed. */
  readonly pointer: string;
}

/** A property of an object. */
export interface Field extends Inner {
  /** The place that makes it required; null where none does. */
  readonly requiredAt: string | null;
}

/** What a schema says of its own value, its `allOf` merged. */
export interface Shape {
  /** Written, or plain from what it holds; null where nothing tells. */
  readonly type: Stated<string> | null;
  readonly fields: ReadonlyMap<string, Field>;
  /** What an array's elements are; null where nothing tells. */
  readonly items: Inner | null;
  /** The only values that it may have, as text: 1 and "1" look alike to those who choose. Null where it may have any. */
  readonly choices: Stated<ReadonlySet<string>> | null;
  /** Where it is hidden from the people who fill it in; null where it is not. */
  readonly internalAt: string | null;
  /** True where its fields are known only once another operation is asked for them. */
  readonly isDynamic: boolean;
}

/** What makes the designer ask another operation for the fields. */
const dynamic = ['x-ms-dynamic-schema', 'x-ms-dynamic-properties'];

/** Shared, as most schemas hold no other. */
const noFields: ReadonlyMap<string, Field> = new Map();

export type ReadShape = (schema: Located) => Shape;

/** Reads the shapes of one document's schemas, each once. Of what several members of an `allOf` say, the first counts. */
export function createShapeReader(root: unknown, budget: Budget): ReadShape {
  const known = new Map<JsonObject, Shape>();
  return schema => {
    const before = known.get(schema.value);
    if (before !== undefined) return before;
    const shape = readShape(root, schema, budget);
    known.set(schema.value, shape);
    return shape;
  };
}

/** The schema and all that its `allOf` adds, in the order in which they are written. References that lead nowhere add nothing. */
function mergedParts(root: unknown, schema: Located, budget: Budget): readonly Located[] {
  budget.spend();
  if (!Object.hasOwn(schema.value, 'allOf')) return [schema];
  const parts = new Map<JsonObject, Located>();
  const waiting: Stated<unknown>[] = [schema];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    budget.spend();
    const part = locate(root, next.value, next.pointer);
    if (part === null || parts.has(part.value)) continue;
    parts.set(part.value, part);
    const members = arrayOf(own(part.value, 'allOf'));
    for (const [index, value] of [...members.entries()].reverse()) {
      waiting.push({ value, pointer: pointerTo(part.pointer, 'allOf', index) });
    }
  }
  return [...parts.values()];
}

function readShape(root: unknown, schema: Located, budget: Budget): Shape {
  const parts = mergedParts(root, schema, budget);
  const fields = fieldsOf(root, parts, budget);
  const items = firstStated(parts, 'items', value => (value === undefined ? null : value));
  return {
    type: firstStated(parts, 'type', typeNamed) ?? plainType(schema, fields, items),
    fields,
    items: items === null ? null : innerOf(root, items),
    choices: firstStated(parts, 'enum', value => choicesIn(value, budget)),
    internalAt: firstStated(parts, 'x-ms-visibility', value => (value === 'internal' ? value : null))?.pointer ?? null,
    isDynamic: parts.some(({ value }) => dynamic.some(name => Object.hasOwn(value, name))),
  };
}

function fieldsOf(root: unknown, parts: readonly Located[], budget: Budget): ReadonlyMap<string, Field> {
  if (!parts.some(({ value }) => Object.hasOwn(value, 'properties'))) return noFields;
  const properties = new Map<string, Inner>();
  const required = new Map<string, string>();
  for (const { value: part, pointer } of parts) {
    for (const [name, value] of Object.entries(objectOf(own(part, 'properties')))) {
      budget.spend();
      if (properties.has(name)) continue;
      properties.set(name, innerOf(root, { value, pointer: pointerTo(pointer, 'properties', name) }));
    }
    for (const [index, name] of arrayOf(own(part, 'required')).entries()) {
      budget.spend();
      if (typeof name === 'string' && !required.has(name)) required.set(name, pointerTo(pointer, 'required', index));
    }
  }
  return new Map([...properties].map(([name, at]) => [name, { ...at, requiredAt: required.get(name) ?? null }]));
}

function innerOf(root: unknown, { value, pointer }: Stated<unknown>): Inner {
  return { schema: locate(root, value, pointer), pointer };
}

/** What the first of these parts to say anything says in a member, as `read` understands it. */
function firstStated<Value>(
  parts: readonly Located[],
  member: string,
  read: (value: unknown) => Value | null,
): Stated<Value> | null {
  for (const part of parts) {
    const value = read(own(part.value, member));
    if (value !== null) return { value, pointer: pointerTo(part.pointer, member) };
  }
  return null;
}

/** A type's name; of a list, which only other versions of OpenAPI know, the one beside `null`. */
function typeNamed(value: unknown): string | null {
  const names = arrayOf(value);
  if (names.length > 2) return null;
  const [name, second] = names.filter(one => one !== 'null');
  return second === undefined ? textOf(name ?? value) : null;
}

function plainType(schema: Located, fields: ReadonlyMap<string, Field>, items: unknown): Stated<string> | null {
  if (fields.size > 0) return { value: 'object', pointer: schema.pointer };
  return items === null ? null : { value: 'array', pointer: schema.pointer };
}

function choicesIn(value: unknown, budget: Budget): ReadonlySet<string> | null {
  const choices = new Set<string>();
  for (const choice of arrayOf(value)) {
    budget.spend();
    if (typeof choice !== 'object' || choice === null) choices.add(String(choice));
  }
  return choices.size === 0 ? null : choices;
}
