import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';

export default defineRule({
  on: 'definition',
  id: 'operation-summary-max-80',
  severity: 'error',
  description: 'An operation’s summary has at most 80 characters.',
  docs: {
    why: 'The designer cuts longer summaries, and actions then look alike.',
    fix: 'Shorten the summary to verb and object; move the detail to `description`.',
    source: 'Connector string guidance; Swagger Validator: OperationSummaryTooLong.',
  },
  limits: { most: 80 },
  *check({ operations }, { most }) {
    for (const { value, at } of operations) {
      const { summary } = value;
      if (typeof summary !== 'string' || summary.length <= most) continue;
      yield {
        at: [...at, 'summary'],
        message: `The summary has ${summary.length} characters; at most ${most} are allowed.`,
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ summary: 'x'.repeat(80) }],
    bad: [{ part: { summary: 'x'.repeat(81) }, at: ['/paths/~1items~1{id}/get/summary'] }],
  },
});
