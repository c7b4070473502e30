import { arrayOf, isObject, objectOf } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import type { DefinitionIndex } from '../definition-index.js';
import type { SchemaEntry } from './index-schemas.js';
import { isInternal } from './is-internal.js';
import { oncePer } from './once-per.js';

/**
 * The properties that makers of flows see as fields to fill in and as values to pick: of the bodies, successful answers and
 * notifications of operations that are not internal, down to where something internal hides the rest. Each once, in the order of the
 * index. A property that is only a reference is left out: nothing may stand beside it.
 */
export const visibleProperties = oncePer(listVisible);

function listVisible({ operations, schemas, follow }: DefinitionIndex): SchemaEntry[] {
  const seen = new Set<JsonObject>();
  const waiting: unknown[] = [];
  for (const { internal, parameters, responses, pathItem } of operations) {
    if (internal) continue;
    for (const parameter of parameters) if (parameter.in === 'body') waiting.push(parameter.value.schema);
    for (const { status, value } of responses) if (/^2\d\d$/.test(status)) waiting.push(value.schema);
    waiting.push(objectOf(pathItem.value['x-ms-notification-content']).schema);
  }
  while (waiting.length > 0) {
    const schema = waiting.pop();
    if (!isObject(schema) || seen.has(schema) || isInternal(schema)) continue;
    seen.add(schema);
    if (Object.hasOwn(schema, '$ref')) waiting.push(follow(schema));
    for (const property of Object.values(objectOf(schema.properties))) waiting.push(property);
    for (const part of arrayOf(schema.allOf)) waiting.push(part);
    waiting.push(schema.items, schema.additionalProperties);
  }
  return schemas.filter(({ property, value }) => property !== null && seen.has(value) && !Object.hasOwn(value, '$ref'));
}
