import { defineRule } from '../define-rule.js';
import { metadataOf } from '../examples.js';
import { missingMetadata } from '../functions/metadata.js';

export default defineRule({
  on: 'definition',
  id: 'metadata-website-required',
  severity: 'error',
  description: 'The metadata names a website.',
  docs: {
    why: 'Users look there for what the product is and where to get an account.',
    fix: 'Add `{ "propertyName": "Website", "propertyValue": "https://…" }` with the page of the product.',
    source:
      'Prepare connector files for certification, step 3; Swagger Validator: ConnectorMetadataPropertiesMissing; certification policy 5000.3.1.3.',
  },
  check: ({ root }) => missingMetadata(root, 'Website'),
  examples: {
    of: metadataOf,
    good: [{ Website: 'https://contoso.com' }],
    bad: [
      { part: { 'Privacy policy': 'https://contoso.com' }, at: ['/x-ms-connector-metadata'] },
      { part: { Website: '' }, at: ['/x-ms-connector-metadata/0/propertyValue'] },
    ],
  },
});
