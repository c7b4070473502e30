import { defineRule } from '../define-rule.js';
import { metadataOf } from '../examples.js';
import { metadataEntry } from '../functions/metadata.js';

export default defineRule({
  on: 'definition',
  id: 'metadata-categories-max-2',
  severity: 'error',
  description: 'The connector is in at most two categories.',
  docs: {
    why: 'A connector that is everywhere is no help to people who browse one category.',
    fix: 'Keep the categories in which people would look for it first.',
    source: 'Prepare connector files for certification, step 3; Swagger Validator: TooManyConnectorCategories.',
  },
  limits: { most: 2 },
  *check({ root }, { most }) {
    const entry = metadataEntry(root, 'Categories');
    if (typeof entry?.value !== 'string') return;
    const count = entry.value.split(';').filter(category => category.trim() !== '').length;
    if (count <= most) return;
    yield {
      at: [...entry.at, 'propertyValue'],
      message: `The connector is in ${count} categories; at most ${most} are allowed.`,
    };
  },
  examples: {
    of: metadataOf,
    good: [{ Categories: 'Commerce;Data;' }, { Website: 'https://contoso.com' }],
    bad: [{ part: { Categories: 'Commerce;Data;AI' }, at: ['/x-ms-connector-metadata/0/propertyValue'] }],
  },
});
