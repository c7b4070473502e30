import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { metadataOf } from '../examples.js';
import { namedAddresses } from '../functions/named-addresses.js';
import { quoted } from '../functions/quoted.js';

const websiteOf = (Website: string) =>
  metadataOf({ Website, 'Privacy policy': 'https://contoso.com/privacy', Categories: 'Data' });

export default defineRule({
  on: 'package',
  id: 'address-no-user-information',
  severity: 'error',
  description: 'No address of the connector has a user or a password in front of its host.',
  file: packageFileNames.definition,
  docs: {
    why: 'People read the part before the "@" as the host: they trust one company and are sent to another, and a password that stands there is public.',
    fix: 'Write the address without what stands between "//" and "@".',
    source: 'RFC 3986, section 7.6; WHATWG URL Standard, section 4.8.1.',
  },
  *check(opened) {
    for (const { file, at, written, authority } of namedAddresses(opened)) {
      if (authority === null || !authority.includes('@')) continue;
      const host = authority.slice(authority.lastIndexOf('@') + 1);
      yield { file, at, message: `The address ${quoted(written)} leads to the host ${quoted(host)}.` };
    }
  },
  examples: {
    of: websiteOf,
    good: ['https://contoso.com/@stock', 'https://contoso.com?mail=a@contoso.com'],
    bad: [
      { part: 'https://contoso.com@evil.example.com/', at: ['/x-ms-connector-metadata/0/propertyValue'] },
      { part: 'https://contoso.com:443@evil.example.com', at: ['/x-ms-connector-metadata/0/propertyValue'] },
    ],
  },
});
