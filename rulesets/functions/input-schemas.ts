import type { DefinitionIndex } from '../definition-index.js';
import type { JsonObject } from '../../src/core/json-value.js';
import type { SchemaEntry } from './index-schemas.js';
import { oncePer } from './once-per.js';
import type { Path } from './path.js';

/** A schema of which a request's body is made, and where in the body it is. */
export interface InputSchemaEntry extends SchemaEntry {
  /** What stands at the root of a family: the schema of a body itself, a definition that others refer to, or neither. */
  readonly root: 'body' | 'definition' | null;
}

/**
 * Every schema that describes what users send in a body: those of body parameters, and the definitions that these refer to, at any
 * depth. Each is given once, in the order of the index.
 */
export const inputSchemas = oncePer(listInputSchemas);

function listInputSchemas({ parameters, schemas, follow }: DefinitionIndex): InputSchemaEntry[] {
  const bodies = new Set<unknown>(parameters.filter(one => one.in === 'body').map(one => one.value.schema));
  const families = familiesOf(schemas);
  const sent = new Set<JsonObject>();
  const waiting = [...families.keys()].filter(schema => bodies.has(schema));
  for (let root = waiting.pop(); root; root = waiting.pop()) {
    if (sent.has(root)) continue;
    sent.add(root);
    for (const { value } of families.get(root) ?? []) {
      const target = Object.hasOwn(value, '$ref') ? follow(value) : null;
      if (target && families.has(target)) waiting.push(target);
    }
  }
  const entries: InputSchemaEntry[] = [];
  for (const [schema, family] of families) {
    if (!sent.has(schema)) continue;
    const root = bodies.has(schema) ? 'body' : 'definition';
    for (const { at, value, property, required } of family) {
      entries.push({ at, value, property, required, root: value === schema ? root : null });
    }
  }
  return entries;
}

/** The schemas that stand by themselves, each with all that is written inside it; an index lists them one family after the other. */
function familiesOf(schemas: readonly SchemaEntry[]): Map<JsonObject, SchemaEntry[]> {
  const families = new Map<JsonObject, SchemaEntry[]>();
  let rootAt: Path | null = null;
  let family: SchemaEntry[] = [];
  for (const entry of schemas) {
    if (rootAt === null || !isBelow(entry.at, rootAt)) {
      rootAt = entry.at;
      family = [];
      families.set(entry.value, family);
    }
    family.push(entry);
  }
  return families;
}

function isBelow(at: Path, above: Path): boolean {
  if (at.length <= above.length) return false;
  for (let position = 0; position < above.length; position += 1) if (at[position] !== above[position]) return false;
  return true;
}
