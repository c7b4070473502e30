import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { isObject } from '../../src/core/json-value.js';
import { quoted } from '../functions/quoted.js';

const parameter = '/paths/~1items~1{id}/get/parameters/1';

export default defineRule({
  on: 'definition',
  id: 'body-parameter-schema-required',
  severity: 'error',
  description: 'A body parameter has a schema.',
  docs: {
    why: 'Without it nobody knows what the body holds: users get no inputs to fill in.',
    fix: 'Add `schema` with the type and properties of the body.',
    source: 'Swagger Validator: BodyParameterSchemaRequired.',
  },
  *check({ parameters }) {
    for (const { in: location, value, name, at } of parameters) {
      if (location !== 'body' || isObject(value.schema)) continue;
      yield {
        at: value.schema === undefined ? at : [...at, 'schema'],
        message: `The body parameter ${quoted(name ?? '')} has no schema.`,
      };
    }
  },
  examples: {
    of: parameterWith,
    good: [{ in: 'body', type: undefined, schema: {} }, {}],
    bad: [
      { part: { in: 'body' }, at: [parameter] },
      { part: { in: 'body', schema: 'Item' }, at: [`${parameter}/schema`] },
    ],
  },
});
