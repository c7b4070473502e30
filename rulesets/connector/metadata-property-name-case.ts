import { defineRule } from '../define-rule.js';
import { metadataOf } from '../examples.js';
import { metadataEntries, metadataNames } from '../functions/metadata.js';
import { quoted } from '../functions/quoted.js';
import { sameButForCase } from '../functions/same-but-for-case.js';

export default defineRule({
  on: 'definition',
  id: 'metadata-property-name-case',
  severity: 'warning',
  description: 'The names in the metadata are written exactly: Website, Privacy policy, Categories.',
  docs: {
    why: 'A reader that compares names exactly finds no entry, and users see no link.',
    fix: `Write the names exactly so: ${metadataNames.join(', ')}.`,
    source: 'Prepare connector files for certification, step 3: "don’t change the propertyName".',
  },
  *check({ root }) {
    for (const { at, name } of metadataEntries(root)) {
      const meant = sameButForCase(name, metadataNames);
      if (meant === null || meant === name) continue;
      const place = [...at, 'propertyName'];
      yield {
        at: place,
        message: `The name ${quoted(name)} is not written as the platform knows it.`,
        fix: `Write it "${meant}".`,
        repair: { kind: 'set', at: place, value: meant },
      };
    }
  },
  examples: {
    of: metadataOf,
    good: [{ Website: 'https://contoso.com', 'Privacy policy': 'https://contoso.com/privacy', Owner: 'Contoso' }],
    bad: [
      {
        part: {
          Website: 'https://contoso.com',
          'Privacy Policy': 'https://contoso.com/privacy',
          'categories ': 'Data',
        },
        at: ['/x-ms-connector-metadata/1/propertyName', '/x-ms-connector-metadata/2/propertyName'],
      },
    ],
  },
});
