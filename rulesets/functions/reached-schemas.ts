import { arrayOf, isObject, objectOf } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import type { DefinitionIndex } from '../definition-index.js';
import { isInternal } from './is-internal.js';
import { requiredNames } from './required-names.js';

/** A schema that another leads to, its references followed. */
export interface ReachedSchema {
  readonly schema: JsonObject;
  /** True when every property on the way to it is required. */
  readonly required: boolean;
  /** True when it or something on the way is hidden from makers of flows. */
  readonly internal: boolean;
}

/** How many schemas may still be looked at: hostile references make few schemas look like very many. */
export interface Budget {
  left: number;
}

/** Keywords whose value is one schema, or a list of them. */
const nested = ['items', 'additionalProperties', 'allOf'] as const;

/** Everything that schemas lead to, each schema once, by the first way that leads to it. Ends early when the budget is used up. */
export function* reachedSchemas(
  follow: DefinitionIndex['follow'],
  starts: readonly ReachedSchema[],
  budget: Budget,
): Iterable<ReachedSchema> {
  const seen = new Set<JsonObject>();
  const waiting = [...starts].reverse();
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    const schema = follow(entry.schema);
    if (schema === null || seen.has(schema)) continue;
    if (budget.left <= 0) return;
    budget.left -= 1;
    seen.add(schema);
    const reached = { ...entry, schema, internal: entry.internal || isInternal(schema) };
    yield reached;
    for (const child of children(reached).reverse()) waiting.push(child);
  }
}

function children({ schema, required, internal }: ReachedSchema): ReachedSchema[] {
  const found: ReachedSchema[] = [];
  const names = requiredNames(schema);
  for (const [name, property] of Object.entries(objectOf(schema.properties))) {
    if (!isObject(property)) continue;
    found.push({
      schema: property,
      required: required && names.has(name),
      internal: internal || isInternal(property),
    });
  }
  for (const keyword of nested) {
    const held = schema[keyword];
    for (const one of Array.isArray(held) ? arrayOf(held) : [held]) {
      if (isObject(one)) found.push({ schema: one, required, internal });
    }
  }
  return found;
}
