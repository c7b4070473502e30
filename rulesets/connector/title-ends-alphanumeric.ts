import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { textOf } from '../functions/text-of.js';

export default defineRule({
  on: 'definition',
  id: 'title-ends-alphanumeric',
  severity: 'warning',
  description: 'The title ends with a letter, a digit or a closing parenthesis.',
  docs: {
    why: 'The title is put into sentences and lists, where a stray sign at its end looks like a mistake.',
    fix: 'Remove what follows the last word.',
    source: 'Swagger Validator: ValueMustEndWithAlphanumeric; certification policy 5000.2.2.3.',
  },
  *check({ root }) {
    const title = textOf(objectOf(root.info).title);
    if (title === null || /[\p{L}\p{M}\p{N})]$/u.test(title)) return;
    yield { at: ['info', 'title'], message: `The title ends with ${quoted([...title.slice(-2)].at(-1) ?? '')}.` };
  },
  examples: {
    of: infoWith,
    good: [{ title: 'Contoso Stock (Canada)' }, { title: 'Contoso Café ' }, { title: ' ' }],
    bad: [
      { part: { title: 'Contoso Stock!' }, at: ['/info/title'] },
      { part: { title: 'Contoso Stock -' }, at: ['/info/title'] },
    ],
  },
});
