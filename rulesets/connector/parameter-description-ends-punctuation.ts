import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { endsSentence, withPeriod } from '../functions/ends-sentence.js';
import { quoted } from '../functions/quoted.js';
import { textOf } from '../functions/text-of.js';

const place = '/paths/~1items~1{id}/get/parameters/1/description';

export default defineRule({
  on: 'definition',
  id: 'parameter-description-ends-punctuation',
  severity: 'info',
  description: 'A parameter’s description ends as a sentence does.',
  docs: {
    why: 'Descriptions stand one below the other; those without an end look cut off.',
    fix: 'Write a full sentence, and end it with a period.',
    source: 'Prepare connector files for certification, "Create quality English language strings".',
  },
  *check({ visibleParameters }) {
    for (const { in: location, value, name, at } of visibleParameters) {
      const description = textOf(value.description);
      if (location === 'body' || description === null || endsSentence(description)) continue;
      const repaired = withPeriod(description);
      yield {
        at: [...at, 'description'],
        message: `The description of the parameter ${quoted(name ?? '')} does not end with a period.`,
        ...(repaired !== null && { repair: { kind: 'set', at: [...at, 'description'], value: repaired } as const }),
      };
    }
  },
  examples: {
    of: parameterWith,
    good: [{ description: 'Which color?' }, { description: 'Its color (red or "blue.")' }],
    bad: [
      { part: { description: 'Its color' }, at: [place] },
      { part: { description: 'Its color, such as https://contoso.com/colors/1' }, at: [place] },
    ],
  },
});
