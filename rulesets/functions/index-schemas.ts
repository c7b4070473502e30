import { arrayOf, isObject, objectOf } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import type { Path } from './path.js';

/** A schema object where it is written down; a reference is an entry of its own and is not followed. */
export interface SchemaEntry {
  readonly at: Path;
  readonly value: JsonObject;
  /** The property's name when the schema describes a property of an object. */
  readonly property: string | null;
  /** True when the object that holds this property requires it. */
  readonly required: boolean;
}

/** What of a definition may hold schemas. */
interface Holders {
  readonly root: JsonObject;
  readonly pathItems: readonly { readonly at: Path; readonly value: JsonObject }[];
  readonly parameters: readonly { readonly at: Path; readonly value: JsonObject }[];
  readonly responses: readonly { readonly at: Path; readonly value: JsonObject }[];
}

/** Keywords whose value is one schema, or a list of them. The last three are not OpenAPI 2.0; what they hold is judged all the same. */
const nested = ['items', 'additionalProperties', 'allOf', 'oneOf', 'anyOf', 'not'] as const;

/** Every schema of a definition once: of bodies, responses, headers, array parameters, webhooks and `definitions`, and inside them. */
export function indexSchemas({ root, pathItems, parameters, responses }: Holders): SchemaEntry[] {
  const entries: SchemaEntry[] = [];

  for (const { at, value } of parameters) {
    if (isObject(value.schema)) walk(value.schema, [...at, 'schema'], entries);
    if (isObject(value.items)) walk(value.items, [...at, 'items'], entries);
  }
  for (const { at, value } of responses) {
    if (isObject(value.schema)) walk(value.schema, [...at, 'schema'], entries);
    for (const [name, header] of Object.entries(objectOf(value.headers))) {
      if (isObject(header)) walk(header, [...at, 'headers', name], entries);
    }
  }
  for (const { at, value } of pathItems) {
    const content = objectOf(value['x-ms-notification-content']);
    if (isObject(content.schema)) walk(content.schema, [...at, 'x-ms-notification-content', 'schema'], entries);
  }
  for (const [name, schema] of Object.entries(objectOf(root.definitions))) {
    if (isObject(schema)) walk(schema, ['definitions', name], entries);
  }
  return entries;
}

/** Goes down with a list of its own instead of the call stack, so that neither depth nor number can overflow it. */
function walk(schema: JsonObject, at: Path, entries: SchemaEntry[]): void {
  const waiting: SchemaEntry[] = [{ at, value: schema, property: null, required: false }];
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    entries.push(entry);
    for (const child of childrenOf(entry).reverse()) waiting.push(child);
  }
}

function childrenOf({ at, value }: SchemaEntry): SchemaEntry[] {
  const children: SchemaEntry[] = [];
  if (isObject(value.properties)) {
    const required = new Set(arrayOf(value.required));
    for (const [name, property] of Object.entries(value.properties)) {
      if (!isObject(property)) continue;
      children.push({ at: [...at, 'properties', name], value: property, property: name, required: required.has(name) });
    }
  }
  for (const keyword of nested) {
    const held = value[keyword];
    if (held === undefined) continue;
    if (isObject(held)) children.push({ at: [...at, keyword], value: held, property: null, required: false });
    for (const [position, one] of arrayOf(held).entries()) {
      if (isObject(one)) children.push({ at: [...at, keyword, position], value: one, property: null, required: false });
    }
  }
  return children;
}
