import { defineRule } from '../define-rule.js';
import { answerOf } from '../examples.js';
import { isObject } from '../../src/core/json-value.js';
import { describedValues } from '../functions/described-values.js';

const schema = '/paths/~1items~1{id}/get/responses/200/schema';

export default defineRule({
  on: 'definition',
  id: 'array-items-not-empty',
  severity: 'warning',
  description: 'The items of an array have a schema that says something.',
  docs: {
    why: 'Of items that nothing is known about, users can pick no field in the next step.',
    fix: 'Give `items` at least a `type`, and the properties that an item has.',
    source: 'OpenAPI 2.0 specification, Schema Object; Swagger Validator: ArrayHasNoItems.',
  },
  *check(index) {
    for (const { value, at } of describedValues(index, 'items')) {
      if (value.type !== 'array' || !isObject(value.items) || Object.keys(value.items).length > 0) continue;
      yield { at: [...at, 'items'], message: 'The schema of this array’s items is empty.' };
    }
  },
  examples: {
    of: answerOf,
    good: [
      { type: 'array', items: { type: 'string' } },
      { type: 'array', items: { $ref: '#/definitions/Item' } },
    ],
    bad: [
      { part: { type: 'array', items: {} }, at: [`${schema}/items`] },
      {
        part: { type: 'object', properties: { sizes: { type: 'array', items: {} } } },
        at: [`${schema}/properties/sizes/items`],
      },
    ],
  },
});
