import { arrayOf, isObject, objectOf } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import type { DefinitionIndex } from '../definition-index.js';
import { oncePer } from './once-per.js';
import type { Path } from './path.js';
import { strongComponents } from './strong-components.js';

/** What is sent or received as a whole, and how large its schema is once every reference is replaced by what it names. */
export interface ExpandedContent {
  readonly kind: 'body' | 'answer' | 'notification';
  /** The place of the schema. */
  readonly at: Path;
  readonly schema: JsonObject;
  /** The number of schemas, itself included; Infinity when it is beyond counting. */
  readonly count: number;
  /** The number of steps down to its innermost schema; 0 when it has none inside. */
  readonly depth: number;
}

/**
 * Every body, answer and notification with the size of its expanded schema. Nothing is expanded: each definition is looked through
 * once and its size reused, so that the work grows with the document although the sizes may be astronomical.
 *
 * Definitions that lead round in a circle have no size of their own. Whoever expands them has to stop somewhere, so that what counts
 * is the least that any of them meets: each member of the circle once, and every further reference inside the circle as one schema
 * with nothing in it. A size may be too small for it, but is never too large.
 */
export const expandedContents = oncePer((index: DefinitionIndex): readonly ExpandedContent[] => {
  const contents = contentsOf(index);
  const parts = partsOf(
    contents.map(one => one.schema),
    index,
  );
  const sizes = new Map<Part, Size>();
  for (const component of strongComponents(parts.values(), part => part.links.keys())) measure(component, sizes);
  return contents.map(content => {
    const part = parts.get(content.schema);
    return { ...content, ...((part && sizes.get(part)) ?? { count: 1, depth: 0 }) };
  });
});

/** How often something is referred to, and the deepest place where it is. */
interface Link {
  times: number;
  depth: number;
}

/** A schema that stands by itself: that of a content, or a definition that is referred to. */
interface Part {
  /** Schemas that are written in it; a reference that leads nowhere is one. */
  count: number;
  depth: number;
  readonly links: Map<Part, Link>;
}

type Size = Pick<ExpandedContent, 'count' | 'depth'>;

type Content = Omit<ExpandedContent, keyof Size>;

function contentsOf({ parameters, responses, pathItems }: DefinitionIndex): Content[] {
  const contents: Content[] = [];
  const add = (kind: Content['kind'], holder: unknown, at: Path) => {
    const { schema } = objectOf(holder);
    if (isObject(schema)) contents.push({ kind, at: [...at, 'schema'], schema });
  };
  for (const { in: location, value, at } of parameters) if (location === 'body') add('body', value, at);
  for (const { value, at } of responses) add('answer', value, at);
  const extension = 'x-ms-notification-content';
  for (const { value, at } of pathItems) add('notification', value[extension], [...at, extension]);
  return contents;
}

/** The schemas that are given and all definitions that they lead to, each looked through once. */
function partsOf(schemas: readonly JsonObject[], { root, follow }: DefinitionIndex): Map<JsonObject, Part> {
  const definitions = new Set(Object.values(objectOf(root.definitions)));
  const targets = new Map<unknown, JsonObject | null>();
  const targetOf = (reference: JsonObject): JsonObject | null => {
    const known = targets.get(reference.$ref);
    if (known !== undefined) return known;
    const found = follow(reference);
    // Only definitions stand by themselves; the platform refuses references to anything else.
    const target = definitions.has(found) ? found : null;
    targets.set(reference.$ref, target);
    return target;
  };
  const parts = new Map<JsonObject, Part>();
  const waiting: JsonObject[] = [];
  const partOf = (schema: JsonObject): Part => {
    const known = parts.get(schema);
    if (known) return known;
    const part = { count: 0, depth: 0, links: new Map<Part, Link>() };
    parts.set(schema, part);
    waiting.push(schema);
    return part;
  };
  for (const schema of schemas) partOf(schema);
  for (let schema = waiting.pop(); schema; schema = waiting.pop()) {
    const part = partOf(schema);
    for (const { schema: inner, depth } of written(schema)) {
      const target = Object.hasOwn(inner, '$ref') ? targetOf(inner) : null;
      if (target) link(part, partOf(target), depth);
      else {
        part.count += 1;
        part.depth = Math.max(part.depth, depth);
      }
    }
  }
  return parts;
}

function link(from: Part, to: Part, depth: number): void {
  const known = from.links.get(to);
  if (!known) from.links.set(to, { times: 1, depth });
  else {
    known.times += 1;
    known.depth = Math.max(known.depth, depth);
  }
}

/** The keywords that hold schemas beside `properties`: one, or a list of them. */
const nested = ['items', 'additionalProperties', 'allOf', 'oneOf', 'anyOf', 'not'] as const;

interface Written {
  readonly schema: JsonObject;
  readonly depth: number;
}

/** A schema and all that is written inside it, with the steps down to each; references are not followed. */
function written(schema: JsonObject): Written[] {
  const found: Written[] = [{ schema, depth: 0 }];
  // What is found is put at the end of the list that is gone through.
  for (const { schema: outer, depth } of found) {
    if (Object.hasOwn(outer, '$ref')) continue;
    if (isObject(outer.properties)) {
      for (const property of Object.values(outer.properties)) enter(property, depth + 1, found);
    }
    for (const keyword of nested) {
      const held = outer[keyword];
      if (held === undefined) continue;
      enter(held, depth + 1, found);
      for (const one of arrayOf(held)) enter(one, depth + 1, found);
    }
  }
  return found;
}

function enter(inner: unknown, depth: number, found: Written[]): void {
  if (isObject(inner)) found.push({ schema: inner, depth });
}

/** Works out the sizes of parts that lead to each other, or of one part; what else they lead to has been measured before. */
function measure(component: readonly Part[], sizes: Map<Part, Size>): void {
  const bare: Size = { count: 1, depth: 0 }; // a reference inside the circle
  // All members but the first take the place of one such reference.
  let count = 1 - component.length;
  const depths = new Map<Part, number>();
  for (const part of component) {
    count += part.count;
    let { depth } = part;
    for (const [target, { times, depth: linkDepth }] of part.links) {
      const size = sizes.get(target) ?? bare;
      count += times * size.count;
      depth = Math.max(depth, linkDepth + size.depth);
    }
    depths.set(part, depth);
  }
  for (const [part, depth] of depths) sizes.set(part, { count, depth });
}
