import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';

export default defineRule({
  on: 'package',
  id: 'package-readme-required',
  severity: 'error',
  description: 'The package holds a README.md.',
  file: packageFileNames.readme,
  docs: {
    why: 'The readme is where users learn what they need before they can connect, and what does not work.',
    fix: 'Add `README.md`: what the connector does, publisher, prerequisites, supported operations, how to get credentials, known issues.',
    source: 'PowerPlatformConnectors repository, README, "Files to include"; certification policy 5000.1.1.2.',
  },
  *check({ readmePath }) {
    if (readmePath === null) yield { message: `The package has no ${packageFileNames.readme}.` };
  },
  examples: {
    of: packageWith,
    good: [{}, { 'README.md': null, 'readme.md': '# Contoso Stock' }],
    bad: [{ part: { 'README.md': null }, at: [{ file: packageFileNames.readme }] }],
  },
});
