import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'parameter-schema-body-only',
  severity: 'error',
  description: 'Only a body parameter has a schema.',
  docs: {
    why: 'Elsewhere the schema is not read, so users get an input without its type, choices and limits.',
    fix: 'Write `type`, `format`, `enum` and so on beside `name`, without `schema` around them.',
    source: 'Swagger Validator: NonBodyParameterSchemaNotValid; OpenAPI 2.0 specification, Parameter Object.',
  },
  *check({ parameters }) {
    for (const { in: location, value, name, at } of parameters) {
      if (location === null || location === 'body' || value.schema === undefined) continue;
      yield {
        at: [...at, 'schema'],
        message: `The parameter ${quoted(name ?? '')} in ${quoted(location)} has a schema.`,
      };
    }
  },
  examples: {
    of: parameterWith,
    good: [{ in: 'body', type: undefined, schema: { type: 'object' } }],
    bad: [{ part: { schema: { type: 'string' } }, at: ['/paths/~1items~1{id}/get/parameters/1/schema'] }],
  },
});
