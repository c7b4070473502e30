import { defineRule } from '../define-rule.js';
import { answerOf } from '../examples.js';
import { endsSentence, withPeriod } from '../functions/ends-sentence.js';
import { quoted } from '../functions/quoted.js';
import { textOf } from '../functions/text-of.js';
import { visibleProperties } from '../functions/visible-properties.js';

const most = 500;
const schema = '/paths/~1items~1{id}/get/responses/200/schema';
const nameWith = (description: string) => ({
  type: 'object',
  properties: { name: { type: 'string', 'x-ms-summary': 'Name', description } },
});

export default defineRule({
  on: 'definition',
  id: 'schema-property-description',
  severity: 'info',
  description: `A property’s description has at most ${most} characters and ends as a sentence does.`,
  limits: { most },
  docs: {
    why: 'The description is a hint below a field or beside a value: a long one is cut, and a careless one looks unfinished.',
    fix: 'Say in one sentence what the value is, and end it with a period; a single word needs none.',
    source: 'Connector string guidance.',
  },
  *check(index, { most }) {
    for (const { value, at, property } of visibleProperties(index)) {
      const description = textOf(value.description);
      if (description === null) continue;
      if (description.length <= most && (endsSentence(description) || !/\s/.test(description))) continue;
      const place = [...at, 'description'];
      if (description.length > most) {
        yield {
          at: place,
          message: `The description of ${quoted(property ?? '')} has ${description.length} characters; at most ${most} fit.`,
        };
      }
      if (!/\s/.test(description) || endsSentence(description)) continue;
      const repaired = withPeriod(description);
      yield {
        at: place,
        message: `The description of ${quoted(property ?? '')} does not end with a period.`,
        ...(repaired !== null && { repair: { kind: 'set', at: place, value: repaired } as const }),
      };
    }
  },
  examples: {
    of: answerOf,
    good: [nameWith('What the item is called.'), nameWith('Name'), nameWith(`${'x'.repeat(most - 1)}.`)],
    bad: [
      { part: nameWith('What the item is called'), at: [`${schema}/properties/name/description`] },
      { part: nameWith(`${'x'.repeat(most)}.`), at: [`${schema}/properties/name/description`] },
    ],
  },
});
