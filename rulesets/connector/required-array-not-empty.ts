import { defineRule } from '../define-rule.js';
import { answerOf } from '../examples.js';
import { withMember } from '../functions/with-member.js';

const schema = '/paths/~1items~1{id}/get/responses/200/schema';

export default defineRule({
  on: 'definition',
  id: 'required-array-not-empty',
  severity: 'error',
  description: 'A list of required properties names at least one.',
  docs: {
    why: 'OpenAPI does not allow an empty list, and tools that hold to it refuse the whole connector.',
    fix: 'Remove `required` where no property has to be there.',
    source: 'OpenAPI 2.0 specification, Schema Object; Swagger Validator: RequiredPropertyArrayEmpty.',
  },
  *check({ schemas }) {
    for (const { value, at } of withMember(schemas, 'required')) {
      if (!Array.isArray(value.required) || value.required.length > 0) continue;
      const place = [...at, 'required'];
      yield {
        at: place,
        message: 'The list of required properties is empty.',
        repair: { kind: 'remove', at: place },
      };
    }
  },
  examples: {
    of: answerOf,
    good: [{ type: 'object', required: ['name'], properties: { name: { type: 'string' } } }, { type: 'object' }],
    bad: [
      {
        part: { type: 'object', properties: { size: { type: 'object', required: [] } } },
        at: [`${schema}/properties/size/required`],
      },
    ],
  },
});
