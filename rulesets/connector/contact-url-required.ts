import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { missingText } from '../functions/missing-text.js';

export default defineRule({
  on: 'definition',
  id: 'contact-url-required',
  severity: 'warning',
  description: 'The contact has a web address.',
  docs: {
    why: 'Users look there for help before they write to anybody.',
    fix: 'Set `info.contact.url` to the page of your support.',
    source: 'Prepare connector files for certification, step 3.',
  },
  check: ({ root }) =>
    missingText(objectOf(root.info).contact, ['info', 'contact'], 'url', 'The contact has no web address.'),
  examples: {
    of: infoWith,
    good: [{ contact: { name: 'Support', url: 'https://contoso.com/support' } }, { contact: undefined }],
    bad: [
      { part: { contact: { name: 'Support' } }, at: ['/info/contact'] },
      { part: { contact: { name: 'Support', url: '' } }, at: ['/info/contact/url'] },
    ],
  },
});
