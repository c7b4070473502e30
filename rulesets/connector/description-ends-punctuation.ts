import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { endsSentence, withPeriod } from '../functions/ends-sentence.js';
import { textOf } from '../functions/text-of.js';

const at = ['info', 'description'];
/** Where the period would make the text longer than a description may be, it is left to the author. */
const longest = 500;

export default defineRule({
  on: 'definition',
  id: 'description-ends-punctuation',
  severity: 'warning',
  description: 'The description ends as a sentence does: with a period, an exclamation mark or a question mark.',
  docs: {
    why: 'Without an end readers cannot tell whether the text was cut.',
    fix: 'End the description with a period.',
    source: 'Prepare connector files for certification; connector coding standards.',
  },
  *check({ root }) {
    const { description } = objectOf(root.info);
    if (typeof description !== 'string' || textOf(description) === null || endsSentence(description)) return;
    const better = withPeriod(description);
    yield {
      at,
      message: 'The description does not end as a sentence does.',
      ...(better !== null && better.length <= longest && { repair: { kind: 'set', at, value: better } }),
    };
  },
  examples: {
    of: infoWith,
    good: [
      { description: 'Looks up what is in stock. ' },
      { description: 'Is it in stock?' },
      { description: ' ' },
      {},
    ],
    bad: [
      { part: { description: 'Looks up what is in stock' }, at: ['/info/description'] },
      { part: { description: 'Looks up stock, see https://contoso.com/stock' }, at: ['/info/description'] },
      { part: { description: 'x'.repeat(500) }, at: ['/info/description'] },
    ],
  },
});
