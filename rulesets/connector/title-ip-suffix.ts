import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

/** Blanks in a row are folded before this is looked for, so that no number of them makes it slow. */
const suffix = /\(? ?independent publisher ?\)?/i;

export default defineRule({
  on: 'definition',
  id: 'title-ip-suffix',
  severity: { verified: 'off', independent: 'info' },
  description: 'The title of an independent publisher’s connector does not say "(Independent Publisher)".',
  docs: {
    why: 'The catalogue says it beside the title already; in the title it takes the room of the name, and is shown twice.',
    fix: 'Remove it from the title; it belongs into the name of the submission.',
    source: 'Published connectors of independent publishers, none of which has it in its title.',
  },
  *check({ root }) {
    const { title } = objectOf(root.info);
    const folded = typeof title === 'string' ? title.split(/\s+/).join(' ') : '';
    if (!suffix.test(folded)) return;
    const rest = folded.replace(suffix, '').trim();
    yield {
      at: ['info', 'title'],
      message: 'The title says that the publisher is independent.',
      ...(rest !== '' && { fix: `Call it ${quoted(rest)}.` }),
    };
  },
  examples: {
    of: infoWith,
    profile: 'independent',
    good: [{ title: 'Contoso Stock' }, { title: 'Independent Book Publishers' }, { title: 7 }],
    bad: [
      { part: { title: 'Contoso Stock (Independent Publisher)' }, at: ['/info/title'] },
      { part: { title: '(independent  publisher)' }, at: ['/info/title'] },
    ],
  },
});
