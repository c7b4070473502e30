import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

/** What describes the value of every other parameter; the value of a body is described by its schema. */
const ofTheValue = [
  'type',
  'format',
  'items',
  'collectionFormat',
  'allowEmptyValue',
  'default',
  'enum',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'uniqueItems',
  'multipleOf',
];
const parameter = '/paths/~1items~1{id}/get/parameters/1';

export default defineRule({
  on: 'definition',
  id: 'body-parameter-no-type',
  severity: 'error',
  description: 'A body parameter describes its value in its schema alone.',
  docs: {
    why: 'What stands beside the schema is not read: users get inputs without that type, default or limit.',
    fix: 'Move the member into `schema`.',
    source: 'Swagger Validator: BodyParameterPropertyNotValid; OpenAPI 2.0 specification, Parameter Object.',
  },
  *check({ parameters }) {
    for (const { in: location, value, name, at } of parameters) {
      if (location !== 'body') continue;
      for (const member of ofTheValue) {
        if (value[member] === undefined) continue;
        yield {
          at: [...at, member],
          message: `The body parameter ${quoted(name ?? '')} has "${member}" beside its schema.`,
        };
      }
    }
  },
  examples: {
    of: parameterWith,
    good: [{ in: 'body', type: undefined, schema: { type: 'object' } }],
    bad: [
      { part: { in: 'body', type: 'object', schema: {} }, at: [`${parameter}/type`] },
      {
        part: { in: 'body', type: undefined, default: {}, items: {}, schema: {} },
        at: [`${parameter}/items`, `${parameter}/default`],
      },
    ],
  },
});
