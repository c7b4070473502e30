import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';
import { missingSection } from '../functions/missing-section.js';

const withoutSection = '# Contoso Stock\n\n## Prerequisites\nAn account.\n';

export default defineRule({
  on: 'package',
  id: 'readme-obtaining-credentials',
  severity: 'ratchet',
  description: 'The readme says how to get the credentials that a connection asks for.',
  file: packageFileNames.readme,
  needs: ['properties'],
  docs: {
    why: 'A user who cannot find the key cannot connect, and asks for help or gives up.',
    fix: 'Add the heading `## Obtaining Credentials` and, under it, each step to the key; for OAuth, each step to register an application.',
    source: 'PowerPlatformConnectors repository, templates of the readme and pull request template.',
  },
  *check(opened) {
    // Where nothing is asked for, there is nothing to get.
    if (opened.properties.connectionParameters.length === 0) return;
    yield* missingSection(opened, /credential|authenticat|authoriz|authoris|api key|obtain/i, 'Obtaining Credentials');
  },
  examples: {
    of: packageWith,
    good: [
      { 'README.md': '# Contoso Stock\n\n### How to get an API key\nAsk.\n' },
      { 'README.md': withoutSection, 'apiProperties.json': { properties: { connectionParameters: {} } } },
    ],
    bad: [{ part: { 'README.md': withoutSection }, at: [{ file: packageFileNames.readme }] }],
  },
});
