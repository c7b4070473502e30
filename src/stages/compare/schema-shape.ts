import { arrayOf, isObject, objectOf, own } from '../../core/json-value.js';
import { pointerTo, textsOf } from '../../runtime/json.js';
import type { JsonObject } from '../../core/json-value.js';
import { follow } from '../../runtime/references.js';
import type { Budget } from './budget.js';

/** A schema where it stands. */
export interface LocatedSchema {
  readonly value: unknown;
  readonly pointer: string;
}

/** A property of an object that is sent. */
export interface Field extends LocatedSchema {
  readonly required: boolean;
}

/** What a schema says of its own value, its `$ref`s followed and its `allOf` merged; what lies below is not looked at. */
export interface Shape {
  readonly fields: ReadonlyMap<string, Field>;
  /** What an array's elements are; null where it is no array. */
  readonly items: LocatedSchema | null;
}

export type ReadShape = (schema: LocatedSchema) => Shape;

const nothing: Shape = { fields: new Map(), items: null };

/**
 * Reads the shapes of one document's schemas, each once. A reference that is not local, leads nowhere or runs in a circle counts as
 * a schema that says nothing: lint explains it. A property that several members of an `allOf` describe is read from the first.
 */
export function createShapeReader(root: unknown, budget: Budget): ReadShape {
  const known = new Map<JsonObject, Shape>();
  return schema => {
    if (!isObject(schema.value)) return nothing;
    const before = known.get(schema.value);
    if (before !== undefined) return before;
    const shape = mergedShape(root, schema, budget);
    known.set(schema.value, shape);
    return shape;
  };
}

function mergedShape(root: unknown, schema: LocatedSchema, budget: Budget): Shape {
  const properties = new Map<string, LocatedSchema>();
  const required = new Set<string>();
  let items: LocatedSchema | null = null;
  const merged = new Set<unknown>();
  const waiting = [schema];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    budget.spend();
    const found = follow(root, next.value, next.pointer);
    if (found === null || !isObject(found.value) || merged.has(found.value)) continue;
    merged.add(found.value);
    for (const [name, value] of Object.entries(objectOf(own(found.value, 'properties')))) {
      budget.spend();
      if (!properties.has(name)) properties.set(name, { value, pointer: pointerTo(found.pointer, 'properties', name) });
    }
    for (const name of textsOf(own(found.value, 'required'))) required.add(name);
    const element = own(found.value, 'items');
    if (isObject(element)) items ??= { value: element, pointer: pointerTo(found.pointer, 'items') };
    const parts = arrayOf(own(found.value, 'allOf'));
    // Last first, so that they are taken in the order in which they are written.
    for (let index = parts.length - 1; index >= 0; index -= 1) {
      waiting.push({ value: parts[index], pointer: pointerTo(found.pointer, 'allOf', index) });
    }
  }
  const fields = [...properties].map(([name, at]) => [name, { ...at, required: required.has(name) }] as const);
  return { fields: new Map(fields), items };
}
