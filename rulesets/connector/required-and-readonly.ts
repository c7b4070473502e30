import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { inputSchemas } from '../functions/input-schemas.js';
import { quoted } from '../functions/quoted.js';

const operation = { operationId: 'AddItem', summary: 'Add an item', description: 'Adds an item.' };
const item = { $ref: '#/definitions/Item' };
const taking = {
  '/items': { post: { ...operation, parameters: [{ name: 'body', in: 'body', schema: item }], responses: {} } },
};
const answering = {
  '/items': { post: { ...operation, responses: { '200': { description: 'The item.', schema: item } } } },
};
const itemWith = (required: readonly string[]) => ({
  Item: {
    type: 'object',
    required,
    properties: { id: { type: 'string', readOnly: true }, name: { type: 'string' } },
  },
});

export default defineRule({
  on: 'definition',
  id: 'required-and-readonly',
  severity: 'error',
  description: 'A property of a request’s body is not both required and read-only.',
  docs: {
    why: 'Users have to fill in a property that must not be sent, and whatever they do the call fails.',
    fix: 'Take the property out of `required`, or remove `readOnly`; where the answer always has it, describe request and answer by two schemas.',
    source:
      'OpenAPI 2.0 specification, Schema Object, `readOnly`; Swagger Validator: RequiredReadOnlyPropertyNotAllowedAsInput.',
  },
  *check(index) {
    for (const { value, at, property, required } of inputSchemas(index)) {
      if (!required || property === null || value.readOnly !== true) continue;
      yield {
        at: [...at, 'readOnly'],
        message: `The property ${quoted(property)} is required in a request and at the same time read-only.`,
      };
    }
  },
  examples: {
    of: definitionWith,
    good: [
      { paths: taking, definitions: itemWith(['name']) },
      { paths: answering, definitions: itemWith(['id', 'name']) },
    ],
    bad: [{ part: { paths: taking, definitions: itemWith(['id']) }, at: ['/definitions/Item/properties/id/readOnly'] }],
  },
});
