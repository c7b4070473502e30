import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { textOf } from '../functions/text-of.js';

const operation = '/paths/~1items~1{id}/get';
const deprecated = (summary: string, description: string) => ({ deprecated: true, summary, description });

export default defineRule({
  on: 'definition',
  id: 'deprecated-strings',
  severity: 'warning',
  description: 'A deprecated operation says so in its summary and its description.',
  docs: {
    why: 'Flows that use it go on running, and the text is the only thing that tells their makers to change over.',
    fix: 'End the summary and the description with "(deprecated)", and name what to use instead.',
    source: 'Deprecate an operation (connector documentation).',
  },
  *check({ operations }) {
    for (const { value, at, deprecated: isDeprecated, internal } of operations) {
      if (!isDeprecated || internal) continue;
      for (const member of ['summary', 'description']) {
        const text = textOf(value[member]);
        // Texts that are missing have rules of their own.
        if (text === null || /\bdeprecated\b/i.test(text)) continue;
        yield {
          at: [...at, member],
          message: `The ${member} of a deprecated operation does not say that it is deprecated.`,
          fix: `Write it ${quoted(`${text} (deprecated)`)}.`,
        };
      }
    }
  },
  examples: {
    of: operationWith,
    good: [
      deprecated('Get an item (deprecated)', 'Gets an item. Deprecated: use Find item.'),
      { ...deprecated('Get an item', 'Gets an item.'), 'x-ms-visibility': 'internal' },
      { ...deprecated('Get an item', 'Gets an item.'), deprecated: false },
      deprecated('', 'DEPRECATED'),
    ],
    bad: [
      {
        part: deprecated('Get an item', 'Gets an item.'),
        at: [`${operation}/summary`, `${operation}/description`],
      },
      { part: deprecated('Get an item [DEPRECATED]', 'Gets an item.'), at: [`${operation}/description`] },
    ],
  },
});
