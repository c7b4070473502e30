import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { answerOf, offeredItem } from '../functions/called-answer.js';
import { dynamicCalls } from '../functions/dynamic-calls.js';
import { quoted } from '../functions/quoted.js';
import { sameButForCase } from '../functions/same-but-for-case.js';
import { schemaAtPath } from '../functions/schema-at-path.js';

/** The designer's own name for an item as a whole, which it writes when the items are plain values. */
const itemItself = 'key-item-output';

const listing = (value: string, title: string, item: object) => ({
  parameters: [
    { name: 'id', in: 'path', type: 'string', required: true },
    {
      name: 'size',
      in: 'query',
      type: 'string',
      'x-ms-dynamic-values': { operationId: 'GetItem', 'value-path': value, 'value-title': title },
    },
  ],
  responses: { '200': { description: 'The items.', schema: { type: 'array', items: item } } },
});
const shaping = (path: string, schema: object) => ({
  responses: {
    '200': { description: 'The item.', schema },
    '400': {
      description: 'Refused.',
      schema: { type: 'object', 'x-ms-dynamic-schema': { operationId: 'GetItem', 'value-path': path } },
    },
  },
});
const item = { type: 'object', properties: { id: { type: 'string' }, Name: { type: 'string' } } };
const call = '/paths/~1items~1{id}/get/parameters/1/x-ms-dynamic-values';

export default defineRule({
  on: 'definition',
  id: 'dynamic-operation-produces-property',
  severity: 'warning',
  description: 'The operation that a dynamic list or schema calls answers with the properties that are looked for.',
  docs: {
    why: 'The list shows empty lines or sends empty values, or the fields never appear.',
    fix: 'Write the path of the property as the answer has it, and describe the answer with a schema.',
    source: 'Swagger Validator: InvokedOperationShouldProduceProperty.',
  },
  *check(index) {
    for (const call of dynamicCalls(index)) {
      const { operation, valuePath, titlePath } = call;
      if (operation === null) continue;
      const whole = call.gives === 'items' ? offeredItem(index.follow, operation, call) : answerOf(operation);
      // A list that has no array at all is reported as that.
      if (whole.kind === 'open' || (whole.kind === 'missing' && call.gives === 'items')) continue;
      for (const path of [valuePath, titlePath]) {
        if (path === null || path.text === itemItself) continue;
        if (whole.kind === 'schema' && schemaAtPath(index.follow, whole.schema, path.text).kind !== 'missing') continue;
        const names = whole.kind === 'schema' ? objectOf(objectOf(index.follow(whole.schema)).properties) : {};
        const meant = sameButForCase(path.text, Object.keys(names));
        yield {
          at: path.at,
          message:
            call.gives === 'items'
              ? `The items of ${quoted(operation.label)} have no property ${quoted(path.text)}.`
              : `The answer of ${quoted(operation.label)} has no property ${quoted(path.text)}.`,
          ...(meant !== null && { fix: `Write it ${quoted(meant)}.` }),
        };
      }
    }
  },
  examples: {
    of: operationWith,
    good: [
      listing('id', 'Name', item),
      listing('id', 'name', { type: 'object' }),
      listing(itemItself, itemItself, { type: 'string' }),
      shaping('schema', { type: 'object', properties: { schema: { type: 'object' } } }),
    ],
    bad: [
      { part: listing('id', 'name', item), at: [`${call}/value-title`] },
      { part: listing('code', 'Name', item), at: [`${call}/value-path`] },
      {
        part: shaping('schema', item),
        at: ['/paths/~1items~1{id}/get/responses/400/schema/x-ms-dynamic-schema/value-path'],
      },
    ],
  },
});
