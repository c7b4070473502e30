import { defineRule } from '../define-rule.js';
import { metadataOf } from '../examples.js';
import { missingMetadata } from '../functions/metadata.js';

export default defineRule({
  on: 'definition',
  id: 'metadata-privacy-policy-required',
  severity: 'error',
  description: 'The metadata names a privacy policy.',
  docs: {
    why: 'Organisations may not let data leave to a service whose privacy policy they cannot read.',
    fix: 'Add `{ "propertyName": "Privacy policy", "propertyValue": "https://…" }` with the address of the policy.',
    source:
      'Prepare connector files for certification, step 3; Swagger Validator: ConnectorMetadataPropertiesMissing; certification policy 5000.3.1.5.',
  },
  check: ({ root }) => missingMetadata(root, 'Privacy policy'),
  examples: {
    of: metadataOf,
    good: [{ 'Privacy policy': 'https://contoso.com/privacy' }],
    bad: [
      { part: { Website: 'https://contoso.com' }, at: ['/x-ms-connector-metadata'] },
      { part: { 'Privacy policy': '' }, at: ['/x-ms-connector-metadata/0/propertyValue'] },
    ],
  },
});
