import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { dynamicExtensions } from '../functions/dynamic-calls.js';

const call = { operationId: 'GetItem', 'value-path': 'schema' };

export default defineRule({
  on: 'definition',
  id: 'dynamic-not-on-body-parameter',
  severity: 'error',
  description: 'The extensions for dynamic values of a body stand in its schema, not beside it.',
  docs: {
    why: 'The designer looks for them in the schema; beside it they do nothing, and users see a single empty field.',
    fix: 'Move the extension into the parameter’s `schema`.',
    source: 'Swagger Validator: DynamicExtensionDefinitionNotAllowedInParameter.',
  },
  *check({ parameters }) {
    for (const { in: location, value, at } of parameters) {
      if (location !== 'body') continue;
      for (const extension of dynamicExtensions) {
        if (value[extension] === undefined) continue;
        yield { at: [...at, extension], message: `"${extension}" stands beside the body’s schema instead of in it.` };
      }
    }
  },
  examples: {
    of: operationWith,
    good: [
      { parameters: [{ name: 'body', in: 'body', schema: { type: 'object', 'x-ms-dynamic-schema': call } }] },
      { parameters: [{ name: 'size', in: 'query', type: 'string', 'x-ms-dynamic-values': call }] },
    ],
    bad: [
      {
        part: { parameters: [{ name: 'body', in: 'body', schema: { type: 'object' }, 'x-ms-dynamic-schema': call }] },
        at: ['/paths/~1items~1{id}/get/parameters/0/x-ms-dynamic-schema'],
      },
    ],
  },
});
