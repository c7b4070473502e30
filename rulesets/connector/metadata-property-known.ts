import { defineRule } from '../define-rule.js';
import { metadataOf } from '../examples.js';
import { metadataEntries, metadataNames } from '../functions/metadata.js';
import { nearName } from '../functions/near-name.js';
import { quoted } from '../functions/quoted.js';
import { sameButForCase } from '../functions/same-but-for-case.js';

export default defineRule({
  on: 'definition',
  id: 'metadata-property-known',
  severity: 'info',
  description: 'The metadata has no other entries than Website, Privacy policy and Categories.',
  docs: {
    why: 'Nothing shows an entry of another name; what it says reaches nobody.',
    fix: 'Remove the entry, or say it in the description or the readme.',
    source: 'Prepare connector files for certification, step 3.',
  },
  *check({ root }) {
    for (const { at, name } of metadataEntries(root)) {
      if (sameButForCase(name, metadataNames) !== null) continue;
      const meant = nearName(name, metadataNames);
      yield {
        at: [...at, 'propertyName'],
        message: `The platform knows no entry ${quoted(name)} of the metadata.`,
        ...(meant !== null && { fix: `Write it "${meant}".` }),
      };
    }
  },
  examples: {
    of: metadataOf,
    good: [{ Website: 'https://contoso.com', 'privacy policy': 'https://contoso.com/privacy' }],
    bad: [
      {
        part: { Web: 'https://contoso.com', Category: 'Data', Websites: 'https://contoso.com' },
        at: [
          '/x-ms-connector-metadata/0/propertyName',
          '/x-ms-connector-metadata/1/propertyName',
          '/x-ms-connector-metadata/2/propertyName',
        ],
      },
    ],
  },
});
