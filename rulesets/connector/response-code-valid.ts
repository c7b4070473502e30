import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';
import { quoted } from '../functions/quoted.js';

const done = { description: 'Done.' };

export default defineRule({
  on: 'definition',
  id: 'response-code-valid',
  severity: 'error',
  description: 'A response is named by a status code of three digits or by `default`.',
  docs: {
    why: 'A response with another name is never matched, so its content does not reach the flow.',
    fix: 'Write the code in full, such as "200"; OpenAPI 2.0 knows no ranges such as "2XX".',
    source: 'Swagger Validator: ResponseMustBeDefaultOrHttpStatusCode.',
  },
  *check({ operations }) {
    for (const { value, at } of operations) {
      for (const code of Object.keys(objectOf(value.responses))) {
        if (code.startsWith('x-') || code === 'default' || /^[1-5]\d\d$/.test(code)) continue;
        yield { at: [...at, 'responses', code], message: `${quoted(code)} is not a status code.` };
      }
    }
  },
  examples: {
    of: operationWith,
    good: [{ responses: { '200': done, '404': done, default: done } }],
    bad: [{ part: { responses: { '2XX': done } }, at: ['/paths/~1items~1{id}/get/responses/2XX'] }],
  },
});
