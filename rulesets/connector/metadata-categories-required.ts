import { defineRule } from '../define-rule.js';
import { metadataOf } from '../examples.js';
import { missingMetadata } from '../functions/metadata.js';

export default defineRule({
  on: 'definition',
  id: 'metadata-categories-required',
  severity: 'error',
  description: 'The metadata names categories.',
  docs: {
    why: 'People browse connectors by category; one without a category is not found.',
    fix: 'Add `{ "propertyName": "Categories", "propertyValue": "…" }` with one or two of the 19 categories, separated by a semicolon.',
    source: 'Prepare connector files for certification, step 3; Swagger Validator: ConnectorMetadataPropertiesMissing.',
  },
  check: ({ root }) => missingMetadata(root, 'Categories'),
  examples: {
    of: metadataOf,
    good: [{ Categories: 'Commerce;Data' }],
    bad: [
      { part: { Website: 'https://contoso.com' }, at: ['/x-ms-connector-metadata'] },
      { part: { Categories: '' }, at: ['/x-ms-connector-metadata/0/propertyValue'] },
    ],
  },
});
