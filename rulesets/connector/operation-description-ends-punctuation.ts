import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { endsSentence, withPeriod } from '../functions/ends-sentence.js';
import { quoted } from '../functions/quoted.js';
import { textOf } from '../functions/text-of.js';

const description = '/paths/~1items~1{id}/get/description';

export default defineRule({
  on: 'definition',
  id: 'operation-description-ends-punctuation',
  severity: 'info',
  description: 'An operation’s description ends with a period, an exclamation mark or a question mark.',
  docs: {
    why: 'Descriptions are shown one below the other; without an end it is not clear whether one was cut.',
    fix: 'End the description with a period.',
    source: 'Prepare connector files for certification; connector coding standards.',
  },
  *check({ operations }) {
    for (const { value, at, label } of operations) {
      const text = textOf(value.description);
      if (text === null || endsSentence(text)) continue;
      const place = [...at, 'description'];
      const better = withPeriod(text);
      yield {
        at: place,
        message: `The description of the operation ${quoted(label)} does not end as a sentence.`,
        ...(better !== null && { repair: { kind: 'set', at: place, value: better } }),
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ description: 'Gets an item. ' }, { description: ' ' }, { description: undefined }],
    bad: [
      { part: { description: 'Gets an item' }, at: [description] },
      { part: { description: 'Gets an item, see https://contoso.com/items' }, at: [description] },
    ],
  },
});
