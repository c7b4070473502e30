import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { missingText } from '../functions/missing-text.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'operation-summary-required',
  severity: 'error',
  description: 'Every operation has a summary.',
  docs: {
    why: 'The summary is the name under which users find the action; without it they see an id.',
    fix: 'Add a `summary` in sentence case that says what the operation does, such as "List items".',
    source: 'Swagger Validator: RequiredPropertyMissing; connector coding standards.',
  },
  *check({ operations }) {
    for (const { value, at, label } of operations) {
      yield* missingText(value, at, 'summary', `The operation ${quoted(label)} has no summary.`);
    }
  },
  examples: {
    of: operationWith,
    good: [{ summary: 'List items' }],
    bad: [
      { part: { summary: undefined }, at: ['/paths/~1items~1{id}/get'] },
      { part: { summary: '' }, at: ['/paths/~1items~1{id}/get/summary'] },
    ],
  },
});
