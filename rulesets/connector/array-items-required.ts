import { defineRule } from '../define-rule.js';
import { answerOf } from '../examples.js';
import { isObject } from '../../src/core/json-value.js';

const schema = '/paths/~1items~1{id}/get/responses/200/schema';

export default defineRule({
  on: 'definition',
  id: 'array-items-required',
  severity: 'error',
  description: 'Every array says what its items are.',
  docs: {
    why: 'Without it users cannot pick the fields of an item in the next step.',
    fix: 'Add `items` with the schema of one element.',
    source: 'Swagger Validator: ArrayHasNoItems.',
  },
  *check({ parameters, schemas }) {
    for (const { value, at } of [...parameters, ...schemas]) {
      if (value.type !== 'array' || isObject(value.items)) continue;
      yield {
        at: value.items === undefined ? at : [...at, 'items'],
        message: 'This array does not say what its items are.',
      };
    }
  },
  examples: {
    of: answerOf,
    good: [{ type: 'array', items: { type: 'string' } }],
    bad: [
      { part: { type: 'array' }, at: [schema] },
      {
        part: { type: 'object', properties: { sizes: { type: 'array', items: [] } } },
        at: [`${schema}/properties/sizes/items`],
      },
    ],
  },
});
