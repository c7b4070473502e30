import { isObject, objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import type { DefinitionIndex, OperationEntry } from '../definition-index.js';
import { operationWith } from '../examples.js';
import { answerOf } from '../functions/called-answer.js';
import { notificationUrls } from '../functions/notification-urls.js';

const list = { type: 'array', items: { type: 'string' } };
const answering = (schema: object) => ({
  'x-ms-trigger': 'batch',
  responses: { '200': { description: 'The items.', schema } },
});
const object = (properties: object) => ({ type: 'object', properties });

export default defineRule({
  on: 'definition',
  id: 'trigger-batch-returns-array',
  severity: 'warning',
  description: 'A batch trigger gives an array, or an object with exactly one array.',
  docs: {
    why: 'The platform starts one flow for each element of the array; without one, or with several, it cannot tell what the events are.',
    fix: 'Describe the answer as the array of events, or write "single" when each answer is one event.',
    source: 'OpenAPI extensions for custom connectors, `x-ms-trigger`; Create a polling trigger.',
  },
  *check(index) {
    for (const operation of index.operations) {
      if (operation.trigger !== 'batch') continue;
      const count = arraysIn(index, eventsOf(index, operation));
      if (count === null || count === 1) continue;
      yield {
        at: [...operation.at, 'x-ms-trigger'],
        message: `The trigger gives batches, but what it answers has ${count === 0 ? 'no array' : 'more than one array'}.`,
      };
    }
  },
  examples: {
    of: operationWith,
    good: [
      answering(list),
      answering(object({ value: list, count: { type: 'integer' } })),
      answering({ type: 'object' }),
      answering(object({ page: object({ value: list }) })),
      { 'x-ms-trigger': 'single' },
    ],
    bad: [
      { part: answering(object({ name: { type: 'string' } })), at: ['/paths/~1items~1{id}/get/x-ms-trigger'] },
      { part: answering(object({ new: list, old: list })), at: ['/paths/~1items~1{id}/get/x-ms-trigger'] },
      { part: answering({ type: 'string' }), at: ['/paths/~1items~1{id}/get/x-ms-trigger'] },
    ],
  },
});

/** The schema of what a trigger tells: its answer, or what its webhook is sent. */
function eventsOf(index: DefinitionIndex, operation: OperationEntry): unknown {
  if (notificationUrls(index).has(operation)) {
    return objectOf(operation.pathItem.value['x-ms-notification-content']).schema;
  }
  const answer = answerOf(operation);
  return answer.kind === 'schema' ? answer.schema : undefined;
}

/** How many arrays a schema has at its top; null where it does not say, or where one may be further inside. */
function arraysIn({ follow }: DefinitionIndex, written: unknown): number | null {
  const schema = follow(written);
  if (schema === null) return null;
  if (schema.type === 'array') return 1;
  if (schema.type !== undefined && schema.type !== 'object') return 0;
  if (!isObject(schema.properties) || schema.allOf !== undefined) return null;
  let count = 0;
  let isPlain = true;
  for (const written of Object.values(schema.properties)) {
    const property = follow(written);
    if (property?.type === 'array') count += 1;
    else if (property === null || property.type === undefined || property.type === 'object') isPlain = false;
  }
  return count > 0 || isPlain ? count : null;
}
