import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

const summary = '/paths/~1items~1{id}/get/summary';

export default defineRule({
  on: 'definition',
  id: 'operation-summary-only-alnum-parens',
  severity: 'info',
  description: 'An operation’s summary has only the letters A to Z, digits, spaces and parentheses.',
  docs: {
    why: 'Names of actions are sorted, searched and made into names of steps; plain ones are found by whoever types them.',
    fix: 'Leave the character out or say it in words, if the name stays as clear.',
    source: 'Prepare connector files for certification, summaries.',
  },
  *check({ operations }) {
    for (const { value, at } of operations) {
      if (typeof value.summary !== 'string') continue;
      // Those that the platform refuses have a rule of their own.
      const found = [...new Set(value.summary.match(/[^A-Za-z0-9() /\\<>*%&?]/gu))];
      if (found.length === 0) continue;
      yield {
        at: [...at, 'summary'],
        message: `The summary ${quoted(value.summary)} contains ${quoted(found.join(''))}.`,
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ summary: 'Get an item (V2)' }, { summary: 'Get item?' }, { summary: undefined }],
    bad: [
      { part: { summary: 'Items - Get' }, at: [summary] },
      { part: { summary: "Get an item's price, in €" }, at: [summary] },
    ],
  },
});
