import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';
import { missingText } from '../functions/missing-text.js';

export default defineRule({
  on: 'definition',
  id: 'contact-name-required',
  severity: 'error',
  description: 'The contact has a name.',
  docs: {
    why: 'Users want to know whom they write to.',
    fix: 'Set `info.contact.name` to the name of your support team or company.',
    source: 'Prepare connector files for certification, step 3.',
  },
  check: ({ root }) =>
    missingText(objectOf(root.info).contact, ['info', 'contact'], 'name', 'The contact has no name.'),
  examples: {
    of: infoWith,
    good: [{ contact: { name: 'Contoso Support' } }],
    bad: [
      { part: { contact: { email: 'support@contoso.com' } }, at: ['/info/contact'] },
      { part: { contact: { name: '' } }, at: ['/info/contact/name'] },
    ],
  },
});
