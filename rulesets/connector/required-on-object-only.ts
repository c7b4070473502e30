import { defineRule } from '../define-rule.js';
import { answerOf } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { withMember } from '../functions/with-member.js';

const schema = '/paths/~1items~1{id}/get/responses/200/schema';

export default defineRule({
  on: 'definition',
  id: 'required-on-object-only',
  severity: 'warning',
  description: 'Only objects have a list of required properties.',
  docs: {
    why: 'On anything but an object the list has no effect, and users are not told what they have to fill in.',
    fix: 'Move `required` to the object that has these properties; for an array of objects that is its `items`.',
    source: 'Swagger Validator: RequiredPropertyNotOnObject.',
  },
  *check({ schemas }) {
    for (const { value, at } of withMember(schemas, 'required')) {
      const { type, required } = value;
      if (!Array.isArray(required) || typeof type !== 'string' || type === 'object') continue;
      const place = [...at, 'required'];
      yield {
        at: place,
        message: `Properties are required of a value of type ${quoted(type)}, which has none.`,
        repair: { kind: 'remove', at: place },
      };
    }
  },
  examples: {
    of: answerOf,
    good: [
      { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
      { required: ['name'], properties: { name: { type: 'string' } } },
    ],
    bad: [
      {
        part: {
          type: 'array',
          required: ['name'],
          items: { type: 'object', properties: { name: { type: 'string' } } },
        },
        at: [`${schema}/required`],
      },
    ],
  },
});
