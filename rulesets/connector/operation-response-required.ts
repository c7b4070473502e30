import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'operation-response-required',
  severity: 'error',
  description: 'Every operation describes at least one response.',
  docs: {
    why: 'Without a response the next step of a flow has nothing to work with.',
    fix: 'Add `responses` with the success code, a description and, where it answers with content, a schema.',
    source: 'Swagger Validator: OperationMustHaveResponse; certification policy 5000.2.4.5.',
  },
  *check({ operations }) {
    for (const { value, at, label } of operations) {
      const codes = Object.keys(objectOf(value.responses)).filter(code => !code.startsWith('x-'));
      if (codes.length > 0) continue;
      yield {
        at: value.responses === undefined ? at : [...at, 'responses'],
        message: `The operation ${quoted(label)} describes no response.`,
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ responses: { '204': { description: 'Done.' } } }],
    bad: [
      { part: { responses: {} }, at: ['/paths/~1items~1{id}/get/responses'] },
      { part: { responses: undefined }, at: ['/paths/~1items~1{id}/get'] },
    ],
  },
});
