import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { offeredItem } from '../functions/called-answer.js';
import { dynamicCalls } from '../functions/dynamic-calls.js';
import { quoted } from '../functions/quoted.js';

const listing = (collection: string | undefined, schema: object) => ({
  parameters: [
    { name: 'id', in: 'path', type: 'string', required: true },
    {
      name: 'size',
      in: 'query',
      type: 'string',
      'x-ms-dynamic-values': { operationId: 'GetItem', 'value-path': 'id', 'value-collection': collection },
    },
  ],
  responses: { '200': { description: 'The item.', ...schema } },
});
const list = { type: 'array', items: { type: 'object' } };
const call = '/paths/~1items~1{id}/get/parameters/1/x-ms-dynamic-values';

export default defineRule({
  on: 'definition',
  id: 'dynamic-operation-produces-array',
  severity: 'warning',
  description: 'The operation that a dynamic list calls answers with an array where the list looks for it.',
  docs: {
    why: 'The list stays empty, and users have to find out elsewhere what they may enter.',
    fix: 'Write the path to the array as the answer has it, and describe the answer with a schema.',
    source: 'Swagger Validator: InvokedOperationShouldProduceArray.',
  },
  *check(index) {
    for (const call of dynamicCalls(index)) {
      const { operation, collectionPath, at } = call;
      if (operation === null || call.gives !== 'items') continue;
      if (offeredItem(index.follow, operation, call).kind !== 'missing') continue;
      yield {
        at: collectionPath?.at ?? at,
        message: collectionPath
          ? `The answer of ${quoted(operation.label)} has no array at ${quoted(collectionPath.text)}.`
          : `The answer of ${quoted(operation.label)} is no array, and the call names no path to one.`,
      };
    }
  },
  examples: {
    of: operationWith,
    good: [
      listing('data/items', {
        schema: { type: 'object', properties: { data: { type: 'object', properties: { items: list } } } },
      }),
      listing(undefined, { schema: list }),
      listing('data', { schema: { type: 'object' } }),
    ],
    bad: [
      { part: listing(undefined, { schema: { type: 'object', properties: { data: list } } }), at: [call] },
      {
        part: listing('items', { schema: { type: 'object', properties: { data: list } } }),
        at: [`${call}/value-collection`],
      },
      {
        part: listing('data', { schema: { type: 'object', properties: { data: { type: 'string' } } } }),
        at: [`${call}/value-collection`],
      },
      { part: listing('data', {}), at: [`${call}/value-collection`] },
    ],
  },
});
