import { arrayOf, isObject, objectOf, own } from '../../core/json-value.js';
import { textsOf } from '../../runtime/json.js';
import type { JsonObject } from '../../core/json-value.js';
import { follow } from '../../runtime/references.js';

/** A schema with its references followed and its `allOf` put together. */
export interface SchemaView {
  /** Keywords: the schema's own over those of its `allOf`. */
  readonly keywords: JsonObject;
  readonly type: string | null;
  readonly properties: ReadonlyMap<string, unknown>;
  readonly required: ReadonlySet<string>;
}

/** Looks at a schema as a whole. Null when a reference in it leads nowhere or in a circle. */
export type ViewSchema = (schema: unknown) => SchemaView | null;

/**
 * A way to look at the schemas of one definition. Each is put together once, however often it is referred to, so that the cost is
 * that of the text and not of what its references unfold to.
 */
export function createSchemaView(document: JsonObject): ViewSchema {
  const seen = new Map<JsonObject, SchemaView | null>();
  const view: ViewSchema = schema => {
    const here = follow(document, schema, '')?.value;
    if (!isObject(here)) return null;
    const known = seen.get(here);
    if (known !== undefined) return known;
    // Meeting it again before it is done is a circle through `allOf`.
    seen.set(here, null);
    const made = putTogether(here, view);
    seen.set(here, made);
    return made;
  };
  return view;
}

function putTogether(schema: JsonObject, view: ViewSchema): SchemaView | null {
  const keywords: Record<string, unknown> = {};
  const properties = new Map<string, unknown>();
  const required = new Set<string>();
  for (const part of arrayOf(own(schema, 'allOf'))) {
    const viewed = view(part);
    if (!viewed) return null;
    Object.assign(keywords, viewed.keywords);
    for (const [name, property] of viewed.properties) properties.set(name, property);
    for (const name of viewed.required) required.add(name);
  }
  Object.assign(keywords, schema);
  for (const [name, property] of Object.entries(objectOf(own(schema, 'properties')))) properties.set(name, property);
  for (const name of textsOf(own(schema, 'required'))) required.add(name);
  return { keywords, type: typeOf(keywords, properties), properties, required };
}

/** The declared type, or the one that the other keywords imply. */
function typeOf(keywords: JsonObject, properties: ReadonlyMap<string, unknown>): string | null {
  const declared = own(keywords, 'type');
  if (typeof declared === 'string') return declared;
  if (properties.size > 0 || isObject(own(keywords, 'additionalProperties'))) return 'object';
  return own(keywords, 'items') === undefined ? null : 'array';
}
