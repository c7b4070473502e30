import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

const summary = '/paths/~1items~1{id}/get/summary';

export default defineRule({
  on: 'definition',
  id: 'operation-summary-sentence-case',
  severity: 'info',
  description: 'An operation’s summary starts with a capital letter.',
  docs: {
    why: 'The summary heads the step in the designer; one in small letters looks like a mistake among the others.',
    fix: 'Write it in sentence case: "Get an item", not "get an item" or "getItem".',
    source: 'Connector string guidance; OpenAPI extensions for custom connectors, `summary`.',
  },
  *check({ operations }) {
    for (const { value, at } of operations) {
      const written = value.summary;
      // A single small letter before a capital is the way in which brands are spelt: eBay, iCloud.
      if (typeof written !== 'string' || !/^\p{Ll}(?!\p{Lu})/u.test(written)) continue;
      const place = [...at, 'summary'];
      const better = capitalized(written);
      yield {
        at: place,
        message: `The summary ${quoted(written)} starts with a small letter.`,
        ...(better !== null && {
          fix: `Write it ${quoted(better)}.`,
          repair: { kind: 'set', at: place, value: better },
        }),
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ summary: 'Get an item' }, { summary: 'eBay order created' }, { summary: undefined }],
    bad: [
      { part: { summary: 'get an item' }, at: [summary] },
      { part: { summary: 'getItem' }, at: [summary] },
    ],
  },
});

/** The text with its first letter as a capital; null where the first word is no plain word, such as an operationId. */
function capitalized(text: string): string | null {
  return /^[a-z]+(?: |$)/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : null;
}
