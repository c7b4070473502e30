import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { readmeOf } from '../examples.js';
import { missingSection } from '../functions/missing-section.js';

export default defineRule({
  on: 'package',
  id: 'readme-known-issues',
  severity: 'ratchet',
  description: 'The readme says what does not work.',
  file: packageFileNames.readme,
  docs: {
    why: 'Users build on what is not there, and find out when their flow runs.',
    fix: 'Add the heading `## Known Issues and Limitations` and, under it, what does not work; say so when there is nothing.',
    source: 'PowerPlatformConnectors repository, templates of the readme.',
  },
  check: opened => missingSection(opened, /known|limitation|issue/i, 'Known Issues and Limitations'),
  examples: {
    of: readmeOf,
    good: [
      '# Contoso Stock\n\n## Known Issues and Limitations\nNone.\n',
      '# Contoso Stock\n\n### Limitations\nNo files.\n',
    ],
    bad: [{ part: '# Contoso Stock\n\n## FAQ\nAsk.\n', at: [{ file: packageFileNames.readme }] }],
  },
});
