import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { textOf } from '../functions/text-of.js';

const description = '/paths/~1items~1{id}/get/description';

export default defineRule({
  on: 'definition',
  id: 'operation-description-differs-from-summary',
  severity: 'warning',
  description: 'An operation’s description says more than its summary.',
  docs: {
    why: 'Both are shown together; who reads the same words twice still does not know what the action does and gives back.',
    fix: 'Say in a full sentence what the operation does, with what, and what it gives back.',
    source: 'Connector coding standards; connector string guidance.',
  },
  *check({ operations }) {
    for (const { value, at } of operations) {
      const [said, repeated] = [textOf(value.summary), textOf(value.description)];
      if (said === null || repeated === null || folded(said) !== folded(repeated)) continue;
      yield { at: [...at, 'description'], message: `The description only repeats the summary ${quoted(said)}.` };
    }
  },
  examples: {
    of: operationWith,
    good: [
      { summary: 'Get an item', description: 'Gets an item.' },
      { summary: '', description: '' },
      { summary: '.' },
    ],
    bad: [
      { part: { summary: 'Get an item', description: 'Get an item' }, at: [description] },
      { part: { summary: 'Get an Item', description: ' get an  item. ' }, at: [description] },
    ],
  },
});

/** What is left of a text when upper and lower case, the number of blanks and a period at the end make no difference. */
function folded(text: string): string {
  return text.toLowerCase().split(/\s+/).join(' ').replace(/\.$/, '');
}
