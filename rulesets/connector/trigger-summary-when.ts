import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'trigger-summary-when',
  severity: 'info',
  description: 'A trigger’s summary starts with “When”.',
  docs: {
    why: 'In the list of triggers people look for an event; “When an item is created” reads as one, “Create webhook” does not.',
    fix: 'Write what happens: “When an item is created”.',
    source: 'Connector string guidance.',
  },
  *check({ operations }) {
    for (const { value, at, trigger, internal } of operations) {
      const { summary } = value;
      if (trigger === null || internal || typeof summary !== 'string' || /^\s*when\b/i.test(summary)) continue;
      yield { at: [...at, 'summary'], message: `The trigger’s summary ${quoted(summary)} does not start with “When”.` };
    }
  },
  examples: {
    of: operationWith,
    good: [{ 'x-ms-trigger': 'single', summary: 'When an item is created' }, { summary: 'Get an item' }],
    bad: [{ part: { 'x-ms-trigger': 'single', summary: 'Item created' }, at: ['/paths/~1items~1{id}/get/summary'] }],
  },
});
