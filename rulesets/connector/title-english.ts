import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

/** The first character that English does not write; line breaks and blanks are another rule's. */
const foreign = /[^\s\u0020-\u007e]/u;

export default defineRule({
  on: 'definition',
  id: 'title-english',
  severity: 'warning',
  description: 'The title is written in English letters.',
  docs: {
    why: 'Users all over the world search for the title, and can type only what their keyboards have.',
    fix: 'Write the title in English; a name with other letters as its owner writes it in English.',
    source: 'Swagger Validator: ValueMustBeInEnglish.',
  },
  *check({ root }) {
    const { title } = objectOf(root.info);
    const letter = typeof title === 'string' ? foreign.exec(title)?.[0] : undefined;
    if (letter === undefined) return;
    yield { at: ['info', 'title'], message: `The title has the character ${quoted(letter)}.` };
  },
  examples: {
    of: infoWith,
    good: [{ title: 'Contoso Stock (No. 7)' }, { title: 'Contoso\nStock' }, { title: 7 }],
    bad: [
      { part: { title: 'Contoso Lagerübersicht' }, at: ['/info/title'] },
      { part: { title: 'Contoso – Stock' }, at: ['/info/title'] },
    ],
  },
});
