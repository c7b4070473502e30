import { defineRule } from '../define-rule.js';
import { metadataOf } from '../examples.js';
import { metadataEntry } from '../functions/metadata.js';
import { quoted } from '../functions/quoted.js';
import { sameButForCase } from '../functions/same-but-for-case.js';

/** The reference programme's list; the letters' case counts. */
const categories = [
  'AI',
  'Business Management',
  'Business Intelligence',
  'Collaboration',
  'Commerce',
  'Communication',
  'Content and Files',
  'Finance',
  'Data',
  'Human Resources',
  'Internet of Things',
  'IT Operations',
  'Lifestyle and Entertainment',
  'Marketing',
  'Productivity',
  'Sales and CRM',
  'Security',
  'Social Media',
  'Website',
];

export default defineRule({
  on: 'definition',
  id: 'metadata-categories-enum',
  severity: 'error',
  description: 'Every category is one of the 19 that the programme knows.',
  docs: {
    why: 'A category that nobody else uses cannot be browsed.',
    fix: `Choose from: ${categories.join(', ')}. Separate two by a semicolon.`,
    source: 'Prepare connector files for certification, step 3; Swagger Validator: InvalidConnectorCategory.',
  },
  *check({ root }) {
    const entry = metadataEntry(root, 'Categories');
    if (typeof entry?.value !== 'string') return;
    const at = [...entry.at, 'propertyValue'];
    const value = withKnownCase(entry.value);
    for (const category of entry.value.split(';').map(part => part.trim())) {
      if (category === '' || categories.includes(category)) continue;
      const meant = sameButForCase(category, categories);
      yield {
        at,
        message: `${quoted(category)} is not a category.`,
        // One repair for all of them: it is one text.
        ...(meant !== null && { fix: `Write it "${meant}".`, repair: { kind: 'set', at, value } }),
      };
    }
  },
  examples: {
    of: metadataOf,
    good: [{ Categories: 'AI;IT Operations' }],
    bad: [
      { part: { Categories: 'Commerce;productivity' }, at: ['/x-ms-connector-metadata/0/propertyValue'] },
      { part: { Categories: 'Data, AI' }, at: ['/x-ms-connector-metadata/0/propertyValue'] },
    ],
  },
});

/** The value with every category that is known but for upper and lower case as it is known, and nothing else changed. */
function withKnownCase(value: string): string {
  return value
    .split(';')
    .map(part => {
      const known = sameButForCase(part, categories);
      return known === null ? part : part.replace(part.trim(), known);
    })
    .join(';');
}
