import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { readmeOf } from '../examples.js';
import { missingSection } from '../functions/missing-section.js';

export default defineRule({
  on: 'package',
  id: 'readme-deployment',
  severity: { verified: 'info', independent: 'off' },
  description: 'The readme says how to deploy the connector from its files.',
  file: packageFileNames.readme,
  docs: {
    why: 'Who wants to run the connector from the public repository has to find out how by trying.',
    fix: 'Add the heading `## Deployment Instructions` and, under it, the steps from the files to a first connection.',
    source: 'PowerPlatformConnectors repository, templates of the readme.',
  },
  check: opened => missingSection(opened, /deploy/i, 'Deployment Instructions'),
  examples: {
    of: readmeOf,
    good: [
      '# Contoso Stock\n\n## Deployment Instructions\nRun it.\n',
      '# Contoso Stock\n\n### Deploying the sample\nRun it.\n',
    ],
    bad: [{ part: '# Contoso Stock\n\n## Getting Started\nSign in.\n', at: [{ file: packageFileNames.readme }] }],
  },
});
