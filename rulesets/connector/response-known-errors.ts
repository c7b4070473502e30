import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { statusesOf } from '../functions/statuses-of.js';
import { textOf } from '../functions/text-of.js';

const done = { description: 'The item.' };
const responses = '/paths/~1items~1{id}/get/responses';

export default defineRule({
  on: 'definition',
  id: 'response-known-errors',
  severity: 'info',
  description: 'An operation lists the failures that are known, each with a description.',
  docs: {
    why: 'Users who meet a status that is described know at once whether to correct an input, wait, or ask for access.',
    fix: 'Add the responses that the service gives for failures, such as 400, 401, 404 and 429, each with one sentence.',
    source: 'Coding standards for connectors.',
  },
  *check({ operations }) {
    for (const operation of operations) {
      const { internal, at, label } = operation;
      const statuses = statusesOf(operation);
      // Nothing can be said of an operation without any response, which another rule tells.
      if (internal || statuses.length === 0) continue;
      if (!statuses.some(isFailure)) {
        yield { at: [...at, 'responses'], message: `The operation ${quoted(label)} lists no failure that is known.` };
      }
      for (const { status, value, at: place, usedAt } of operation.responses) {
        if (!isFailure(status) || typeof value.description !== 'string' || textOf(value.description) !== null) continue;
        yield {
          at: place === usedAt ? [...place, 'description'] : usedAt,
          message: `The response ${quoted(status)} of ${quoted(label)} has an empty description.`,
        };
      }
    }
  },
  examples: {
    of: operationWith,
    good: [
      { responses: { '200': done, '404': { description: 'There is no such item.' } } },
      { responses: { '200': done }, 'x-ms-visibility': 'internal' },
    ],
    bad: [
      { part: { responses: { '200': done, default: done } }, at: [responses] },
      { part: { responses: { '200': done, '404': { description: '' } } }, at: [`${responses}/404/description`] },
    ],
  },
});

function isFailure(status: string): boolean {
  return /^[45]\d\d$/.test(status);
}
