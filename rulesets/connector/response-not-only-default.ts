import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { statusesOf } from '../functions/statuses-of.js';

const done = { description: 'Done.' };

export default defineRule({
  on: 'definition',
  id: 'response-not-only-default',
  severity: 'ratchet',
  description: '`default` is not the only response of an operation.',
  docs: {
    why: 'A failure and a success look the same to the designer, and users see no outputs to go on with.',
    fix: 'Rename `default` to the status that the service gives when all went well, usually 200.',
    source: 'Coding standards for connectors; Create a custom connector from scratch, step 3.',
  },
  *check({ operations }) {
    for (const operation of operations) {
      const statuses = statusesOf(operation);
      if (statuses.length !== 1 || statuses[0] !== 'default') continue;
      yield {
        at: [...operation.at, 'responses', 'default'],
        message: `The only response of ${quoted(operation.label)} is "default".`,
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ responses: { '200': done, default: done } }, { responses: { '200': done } }],
    bad: [{ part: { responses: { default: done } }, at: ['/paths/~1items~1{id}/get/responses/default'] }],
  },
});
