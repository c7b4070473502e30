import { defineRule } from '../define-rule.js';
import { metadataOf } from '../examples.js';
import { insecureAddress } from '../functions/insecure-address.js';
import { metadataAddresses } from '../functions/metadata.js';

export default defineRule({
  on: 'definition',
  id: 'metadata-url-https',
  severity: 'warning',
  description: 'Website and privacy policy are reached over https.',
  docs: {
    why: 'Over plain http anybody on the way can show users another page than yours.',
    fix: 'Write the address with "https://", and make sure that the page answers there.',
    source: 'Certification policies 5000.3.1.3, 5000.3.1.5 and 5000.3.1.6.',
  },
  *check({ root }) {
    for (const { at, value } of metadataAddresses(root)) yield* insecureAddress(value, at);
  },
  examples: {
    of: metadataOf,
    good: [{ Website: 'https://contoso.com', 'Privacy policy': 'contoso.com', Categories: 'http://contoso.com' }],
    bad: [
      {
        part: { Website: 'http://contoso.com', 'Privacy Policy': 'http://contoso.com:8080/privacy' },
        at: ['/x-ms-connector-metadata/0/propertyValue', '/x-ms-connector-metadata/1/propertyValue'],
      },
    ],
  },
});
