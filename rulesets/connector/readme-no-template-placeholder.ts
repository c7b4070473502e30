import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { readmeOf } from '../examples.js';
import { readmeText } from '../functions/readme-text.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'package',
  id: 'readme-no-template-placeholder',
  severity: 'error',
  description: "The readme has none of the template's instructions left in it.",
  file: packageFileNames.readme,
  docs: {
    why: 'A user who reads "Required. Describe …" learns nothing and trusts the connector less.',
    fix: 'Replace the line with your own text, or remove the section if it is optional.',
    source: 'PowerPlatformConnectors repository, templates/certified-connectors/readme.md.',
  },
  *check(opened) {
    const lines = readmeText(opened)?.split(/\r\n|\r|\n/) ?? [];
    for (const [position, text] of lines.entries()) {
      const start = text.search(/\S/);
      if (!/^\s*(?:Required|Optional)\. /.test(text)) continue;
      yield {
        ...(opened.readmePath !== null && { file: opened.readmePath }),
        place: { line: position + 1, column: start + 1, pointer: null },
        message: `The line ${quoted(text.trim())} is an instruction of the template.`,
      };
    }
  },
  examples: {
    of: readmeOf,
    good: ['# Contoso Stock\n\nLooks up what is in stock. An account is required.\n'],
    bad: [
      {
        part: '# Contoso Stock\n\n## Prerequisites\nRequired. Enumerate the plan that a user has to buy.\n',
        at: [{ file: 'README.md', line: 4 }],
      },
    ],
  },
});
