import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { textOf } from '../functions/text-of.js';

export default defineRule({
  on: 'definition',
  id: 'parameter-description-differs-from-summary',
  severity: 'info',
  description: 'A parameter’s description says more than its label.',
  docs: {
    why: 'Users who did not understand the label read the same words again.',
    fix: 'Say in a sentence what to enter, in which form, and where to find it.',
    source: 'Connector string guidance; coding standards for connectors.',
  },
  *check({ visibleParameters }) {
    for (const { in: location, value, at } of visibleParameters) {
      const summary = textOf(value['x-ms-summary']);
      const description = textOf(value.description);
      if (location === 'body' || summary === null || description === null) continue;
      if (folded(summary) !== folded(description)) continue;
      yield { at: [...at, 'description'], message: `The description only repeats the label ${quoted(summary)}.` };
    }
  },
  examples: {
    of: parameterWith,
    good: [{ 'x-ms-summary': 'Color', description: 'The color that the item shall have.' }],
    bad: [
      {
        part: { 'x-ms-summary': 'Item Color', description: 'Item color.' },
        at: ['/paths/~1items~1{id}/get/parameters/1/description'],
      },
    ],
  },
});

function folded(text: string): string {
  return text.toLowerCase().replace(/\.$/, '');
}
