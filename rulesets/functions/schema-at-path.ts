import { arrayOf, isObject, objectOf, own } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import type { DefinitionIndex } from '../definition-index.js';
import { isInternal } from './is-internal.js';
import { oncePer } from './once-per.js';
import { requiredNames } from './required-names.js';

/** What a path string leads to in a schema. */
export type AtPath =
  | {
      readonly kind: 'found';
      /** Its references followed. */
      readonly schema: JsonObject;
      /** True when every property on the way is required. */
      readonly required: boolean;
      /** True when it or something on the way is hidden from makers of flows. */
      readonly internal: boolean;
    }
  /** The schema does not say what is there: it takes other properties, is made when it is needed, or cannot be read. */
  | { readonly kind: 'open' }
  | { readonly kind: 'missing' };

/** More parts than this are not looked at; real schemas combine a handful. */
const mostParts = 64;

/** Nor longer paths; real ones have up to five names. */
const longestPath = 400;

const open = { kind: 'open' } as const;
const missing = { kind: 'missing' } as const;

/**
 * Looks a path string up in a schema: names with slashes between them, as in a JSON pointer without its first slash. References and
 * `allOf` are followed. Older definitions put dots between the names, and names may have dots and slashes in them, so each reading
 * is tried: what is found in one is there.
 */
export function schemaAtPath(follow: DefinitionIndex['follow'], schema: unknown, path: string): AtPath {
  if (path.length > longestPath) return open;
  let result: AtPath = missing;
  for (const names of readings(path)) {
    const found = walk(follow, schema, names);
    if (found.kind === 'found') return found;
    if (found.kind === 'open') result = open;
  }
  return result;
}

function readings(path: string): string[][] {
  const names = path
    .split('/')
    .filter(name => name !== '')
    .map(name => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  const isOneName = !path.includes('/') && !path.includes('.') && !path.includes('~');
  return isOneName ? [names] : [names, [path], path.split('.')];
}

function walk(follow: DefinitionIndex['follow'], schema: unknown, names: readonly string[]): AtPath {
  const start = follow(schema);
  if (start === null) return open;
  let current: AtPath & { kind: 'found' } = {
    kind: 'found',
    schema: start,
    required: true,
    internal: isInternal(start),
  };
  for (const name of names) {
    const found: AtPath = isItem(current.schema, name)
      ? item(follow, current.schema)
      : property(follow, current.schema, name);
    if (found.kind !== 'found') return found;
    current = {
      kind: 'found',
      schema: found.schema,
      required: current.required && found.required,
      internal: current.internal || found.internal,
    };
  }
  return current;
}

function isItem({ items }: JsonObject, name: string): boolean {
  return isObject(items) && /^\d+$/.test(name);
}

function item(follow: DefinitionIndex['follow'], { items }: JsonObject): AtPath {
  const schema = follow(items);
  return schema === null ? open : { kind: 'found', schema, required: true, internal: isInternal(schema) };
}

/** One property of an object, looked for in all parts that the schema is made of. */
function property(follow: DefinitionIndex['follow'], schema: JsonObject, name: string): AtPath {
  const { parts, isOpen } = partsOf(follow)(schema);
  const holder = parts.find(part => own(part.properties, name) !== undefined);
  const written = own(holder?.properties, name);
  if (written === undefined) return isOpen ? open : missing;
  const target = follow(written);
  if (target === null) return open;
  const required = parts.some(part => requiredNames(part).has(name));
  return { kind: 'found', schema: target, required, internal: isInternal(objectOf(written)) || isInternal(target) };
}

/** The schema and what it is combined of; open when there may be properties that none of them names. */
const partsOf = oncePer((follow: DefinitionIndex['follow']) =>
  oncePer((schema: JsonObject) => {
    const parts = new Set<JsonObject>([schema]);
    let looks = 0;
    for (const part of parts) {
      for (const one of arrayOf(part.allOf)) {
        const target = follow(one);
        looks += 1;
        if (target === null || looks > mostParts) return { parts: [...parts], isOpen: true };
        parts.add(target);
      }
    }
    const list = [...parts];
    const isOpen = list.some(takesOthers) || list.every(part => !isObject(part.properties) && mayBeObject(part));
    return { parts: list, isOpen };
  }),
);

/** True when an object of this schema may have properties that the schema does not name. */
function takesOthers(schema: JsonObject): boolean {
  const { additionalProperties } = schema;
  return (
    additionalProperties === true ||
    isObject(additionalProperties) ||
    schema['x-ms-dynamic-schema'] !== undefined ||
    schema['x-ms-dynamic-properties'] !== undefined ||
    schema.oneOf !== undefined ||
    schema.anyOf !== undefined
  );
}

function mayBeObject({ type, items }: JsonObject): boolean {
  return (type === undefined && items === undefined) || type === 'object';
}
