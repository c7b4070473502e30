import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { missingText } from '../functions/missing-text.js';

export default defineRule({
  on: 'definition',
  id: 'contact-email-required',
  severity: 'warning',
  description: 'The contact has an e-mail address.',
  docs: {
    why: 'Users whose question is answered on no page need somebody to write to, and so does the programme.',
    fix: 'Set `info.contact.email` to the address of your support.',
    source: 'Prepare connector files for certification, step 3; certification policy 5000.3.1.4.',
  },
  check: ({ root }) =>
    missingText(objectOf(root.info).contact, ['info', 'contact'], 'email', 'The contact has no e-mail address.'),
  examples: {
    of: infoWith,
    good: [{ contact: { name: 'Support', email: 'support@contoso.com' } }, { contact: undefined }],
    bad: [
      { part: { contact: { name: 'Support' } }, at: ['/info/contact'] },
      { part: { contact: { name: 'Support', email: '' } }, at: ['/info/contact/email'] },
    ],
  },
});
