import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'operation-summary-restricted-chars',
  severity: 'error',
  description: 'An operation’s summary contains none of the characters `/\\<>*%&?`.',
  docs: {
    why: 'The designer makes the name of the step from the summary, and a step may not have these characters.',
    fix: 'Say it in words: "and" instead of "&", "or" instead of "/".',
    source: 'Swagger Validator: RestrictedCharactersInSummary.',
  },
  *check({ operations }) {
    for (const { value, at } of operations) {
      const { summary } = value;
      if (typeof summary !== 'string') continue;
      const found = [...new Set(summary.match(/[/\\<>*%&?]/g))];
      if (found.length === 0) continue;
      const better = spelledOut(summary);
      yield {
        at: [...at, 'summary'],
        message: `The summary contains ${found.join(' ')} and is refused for it.`,
        ...(better !== null && { fix: `Write it ${quoted(better)}.` }),
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ summary: "Get an item's price, in euros (net)" }],
    bad: [
      { part: { summary: 'Get or/and list items' }, at: ['/paths/~1items~1{id}/get/summary'] },
      { part: { summary: 'Get <item> & price?' }, at: ['/paths/~1items~1{id}/get/summary'] },
    ],
  },
});

/** The summary with words for the characters that stand for words; null when others are in it. */
function spelledOut(summary: string): string | null {
  const either = summary.replace(/\b(?:and\/or|or\/and)\b/gi, 'or');
  const words = either.replaceAll('&', ' and ').replaceAll('/', ' or ').split(/\s+/).join(' ').trim();
  return /[\\<>*%?]/.test(words) || words === '' ? null : words;
}
