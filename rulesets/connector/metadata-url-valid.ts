import { defineRule } from '../define-rule.js';
import { metadataOf } from '../examples.js';
import { metadataAddresses } from '../functions/metadata.js';
import { shown } from '../functions/quoted.js';
import { textOf } from '../functions/text-of.js';
import { trimmedAddress, webAddress } from '../functions/web-address.js';

export default defineRule({
  on: 'definition',
  id: 'metadata-url-valid',
  severity: 'error',
  description: 'Website and privacy policy are whole web addresses.',
  docs: {
    why: 'The page of the connector links to both; a link that is not an address leads nowhere.',
    fix: 'Write the whole address, such as "https://contoso.com/privacy".',
    source: 'Prepare connector files for certification, step 3; Swagger Validator: UrlNotValid.',
  },
  *check({ root }) {
    for (const { at, value, name } of metadataAddresses(root)) {
      if (textOf(value) === null || webAddress(value) !== null) continue;
      const better = trimmedAddress(value);
      yield {
        at,
        message: `The entry "${name}" is ${shown(value)}, which is not a whole web address.`,
        ...(better !== null && { repair: { kind: 'set', at, value: better } }),
      };
    }
  },
  examples: {
    of: metadataOf,
    good: [{ Website: 'https://contoso.com', 'Privacy policy': '', Categories: 'Data' }],
    bad: [
      { part: { Website: 'https://contoso.com ' }, at: ['/x-ms-connector-metadata/0/propertyValue'] },
      {
        part: { Website: 'www.contoso.com', 'privacy policy': 'https:// contoso.com/privacy' },
        at: ['/x-ms-connector-metadata/0/propertyValue', '/x-ms-connector-metadata/1/propertyValue'],
      },
    ],
  },
});
