import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

const address = /\b(?:https?:\/\/|www\.)\S*/i;

export default defineRule({
  on: 'definition',
  id: 'description-no-url',
  severity: 'warning',
  description: 'The description holds no web address.',
  docs: {
    why: 'The address is shown as plain text that nobody can click, and takes the room of the explanation.',
    fix: 'Name the address as the website in the metadata or as the contact’s `url`, and take it out of the description.',
    source: 'Certification policy 5000.2.3.6.',
  },
  *check({ root }) {
    const { description } = objectOf(root.info);
    const found = typeof description === 'string' ? address.exec(description)?.[0] : undefined;
    if (found === undefined) return;
    yield { at: ['info', 'description'], message: `The description holds the address ${quoted(found)}.` };
  },
  examples: {
    of: infoWith,
    good: [{ description: 'Looks up stock over HTTP, for everybody at contoso.com.' }, { description: 7 }],
    bad: [
      { part: { description: 'Looks up stock (see https://contoso.com/stock).' }, at: ['/info/description'] },
      { part: { description: 'Looks up stock: www.contoso.com.' }, at: ['/info/description'] },
    ],
  },
});
