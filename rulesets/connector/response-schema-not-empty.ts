import { defineRule } from '../define-rule.js';
import { answerOf } from '../examples.js';
import { isObject, objectOf } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import { oncePer } from '../functions/once-per.js';
import { quoted } from '../functions/quoted.js';

/** Any of these says something of the answer, or where its fields come from. */
const tellings = [
  'allOf',
  'oneOf',
  'anyOf',
  'items',
  'enum',
  'format',
  'x-ms-dynamic-schema',
  'x-ms-dynamic-properties',
];
const schema = '/paths/~1items~1{id}/get/responses/200/schema';

export default defineRule({
  on: 'definition',
  id: 'response-schema-not-empty',
  severity: 'ratchet',
  description: 'The schema of the response 200 or 201 says what the answer holds.',
  docs: {
    why: 'From an object without properties users can pick nothing: the step has no outputs in the designer.',
    fix: 'List the properties of the answer. Where they are known only at run time, say so with `x-ms-dynamic-schema` or `additionalProperties`; a file is a string of the format binary; without an answer, leave the schema out.',
    source: 'Certification policy 5000.2.4.4; PowerPlatformConnectors repository, pull request 1316.',
  },
  *check({ operations, follow }) {
    const judged = new Set<JsonObject>();
    for (const { internal, pathItem, responses, label } of operations) {
      // The answer that a webhook is registered with is nothing for users.
      if (internal || pathItem.value['x-ms-notification-content'] !== undefined) continue;
      for (const { status, value, at } of responses) {
        if ((status !== '200' && status !== '201') || !isObject(value.schema) || judged.has(value)) continue;
        judged.add(value);
        const target = follow(value.schema);
        if (target === null || isTelling(value.schema) || isTelling(target)) continue;
        yield {
          at: [...at, 'schema'],
          message: `The schema of the response ${quoted(status)} of ${quoted(label)} says nothing of the answer.`,
        };
      }
    }
  },
  examples: {
    of: answerOf,
    good: [
      { type: 'object', properties: { name: { type: 'string' } } },
      { type: 'object', additionalProperties: { type: 'string' } },
      { type: 'object', 'x-ms-dynamic-schema': { operationId: 'GetItem', 'value-path': 'name' } },
      { type: 'string' },
      { allOf: [{ type: 'object', properties: { name: { type: 'string' } } }] },
    ],
    bad: [
      { part: {}, at: [schema] },
      { part: { type: 'object', properties: {}, description: 'The item.' }, at: [schema] },
      { part: { type: 'object', additionalProperties: false }, at: [schema] },
    ],
  },
});

/** Worked out once for a schema, because many responses may refer to the same. */
const isTelling = oncePer((schema: JsonObject): boolean => {
  const { type, properties, additionalProperties } = schema;
  if (type !== undefined && type !== 'object') return true;
  if (Object.keys(objectOf(properties)).length > 0) return true;
  if (additionalProperties !== undefined && additionalProperties !== false) return true;
  return tellings.some(member => schema[member] !== undefined);
});
