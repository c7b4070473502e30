import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { readmeOf } from '../examples.js';
import { readmeText } from '../functions/readme-text.js';

export default defineRule({
  on: 'package',
  id: 'readme-min-content',
  severity: 'warning',
  description: 'The readme has at least 300 characters.',
  file: packageFileNames.readme,
  docs: {
    why: 'A readme of two lines answers none of the questions that users have before they connect.',
    fix: 'Say what the connector does, what a user needs, what each operation is for, how to get credentials and what does not work.',
    source: 'PowerPlatformConnectors repository, pull request 1091.',
  },
  limits: { fewest: 300 },
  *check(opened, { fewest }) {
    const text = readmeText(opened);
    if (text === null || opened.readmePath === null) return;
    const length = text.trim().length;
    if (length < fewest) {
      yield { file: opened.readmePath, message: `The readme has only ${length} characters; ${fewest} are expected.` };
    }
  },
  examples: {
    of: readmeOf,
    good: [`# Contoso Stock\n\n${'Contoso Stock looks up what a warehouse holds. '.repeat(7)}\n`],
    bad: [{ part: '# Contoso Stock\n', at: [{ file: 'README.md' }] }],
  },
});
