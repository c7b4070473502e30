import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { readmeOf } from '../examples.js';
import { missingSection } from '../functions/missing-section.js';

export default defineRule({
  on: 'package',
  id: 'readme-prerequisites',
  severity: 'ratchet',
  description: 'The readme says what a user needs before they connect.',
  file: packageFileNames.readme,
  docs: {
    why: 'Users otherwise find out at the first call that they lack a plan, a role or a setting.',
    fix: 'Add the heading `## Prerequisites` and, under it, the plan, the role and the settings that are needed.',
    source: 'PowerPlatformConnectors repository, templates of the readme.',
  },
  check: opened => missingSection(opened, /pre-?\s?req|requirement|before you (?:begin|start)/i, 'Prerequisites'),
  examples: {
    of: readmeOf,
    good: ['# Contoso Stock\n\n## Prerequisites\nAn account.\n', '# Contoso Stock\n\n#### Requirements\nAn account.\n'],
    bad: [{ part: '# Contoso Stock\n\n## Getting Started\nSign in.\n', at: [{ file: packageFileNames.readme }] }],
  },
});
