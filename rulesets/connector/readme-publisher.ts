import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { readmeOf } from '../examples.js';
import { missingSection } from '../functions/missing-section.js';

export default defineRule({
  on: 'package',
  id: 'readme-publisher',
  severity: 'warning',
  description: 'The readme has a section that names the publisher.',
  file: packageFileNames.readme,
  docs: {
    why: 'Users want to know who made the connector, and whom to ask.',
    fix: 'Add the heading `## Publisher: ` with the name that stands in `properties.publisher`.',
    source: 'PowerPlatformConnectors repository, templates of the readme.',
  },
  check: opened => missingSection(opened, /publisher/i, 'Publisher'),
  examples: {
    of: readmeOf,
    good: ['# Contoso Stock\n\n## Publisher: Contoso\n', '# Contoso Stock\n\n### Publisher\nContoso\n'],
    bad: [{ part: '# Contoso Stock\n\nContoso publishes it.\n', at: [{ file: packageFileNames.readme }] }],
  },
});
