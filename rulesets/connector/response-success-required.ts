import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { statusesOf } from '../functions/statuses-of.js';

const failed = { description: 'The item is not there.' };

export default defineRule({
  on: 'definition',
  id: 'response-success-required',
  severity: 'ratchet',
  description: 'An operation has at least one response for success, with a status from 200 to 299.',
  docs: {
    why: 'What the operation gives in the good case is nowhere said, so the next steps of a flow cannot use it.',
    fix: 'Add the response that the service gives when all went well, usually 200, with its schema.',
    source: 'Swagger Validator: OperationShouldHaveSuccessfulResponse; coding standards for connectors.',
  },
  *check({ operations }) {
    for (const operation of operations) {
      const statuses = statusesOf(operation);
      // An operation without any response is told by another rule.
      if (statuses.length === 0 || statuses.some(status => /^2\d\d$/.test(status))) continue;
      yield {
        at: [...operation.at, 'responses'],
        message: `The operation ${quoted(operation.label)} has no response for success.`,
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ responses: { '204': { description: 'Done.' }, '404': failed } }, { responses: {} }],
    bad: [
      { part: { responses: { '404': failed } }, at: ['/paths/~1items~1{id}/get/responses'] },
      { part: { responses: { default: failed } }, at: ['/paths/~1items~1{id}/get/responses'] },
    ],
  },
});
