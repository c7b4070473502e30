import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { insecureAddress } from '../functions/insecure-address.js';

export default defineRule({
  on: 'definition',
  id: 'contact-url-https',
  severity: 'warning',
  description: 'The contact’s `url` is reached over https.',
  docs: {
    why: 'Over plain http anybody on the way can show users another page, and ask them for their password there.',
    fix: 'Write the address with "https://", and make sure that the page answers there.',
    source: 'Certification policy 5000.3.1.6.',
  },
  check: ({ root }) => insecureAddress(objectOf(objectOf(root.info).contact).url, ['info', 'contact', 'url']),
  examples: {
    of: infoWith,
    good: [
      { contact: { name: 'Support', url: 'https://contoso.com' } },
      { contact: { name: 'Support', url: 'contoso.com' } },
    ],
    bad: [
      { part: { contact: { name: 'Support', url: 'http://contoso.com' } }, at: ['/info/contact/url'] },
      { part: { contact: { name: 'Support', url: 'http://contoso.com:8080' } }, at: ['/info/contact/url'] },
    ],
  },
});
