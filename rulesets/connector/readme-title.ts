import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { readmeOf } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { readmeOutline } from '../functions/readme-outline.js';

export default defineRule({
  on: 'package',
  id: 'readme-title',
  severity: 'warning',
  description: 'The readme starts with the connector’s title and says in a paragraph what the connector is.',
  file: packageFileNames.readme,
  docs: {
    why: 'The first lines are all that most people read to find out whether this is the connector they look for.',
    fix: 'Start with `# ` and the title, and write two or three sentences under it.',
    source: 'PowerPlatformConnectors repository, templates of the readme.',
  },
  *check(opened) {
    const readme = readmeOutline(opened);
    if (readme === null) return;
    const { path, sections } = readme;
    const title = sections.find(({ level }) => level === 1);
    if (!title) yield { file: path, message: 'The readme has no title.' };
    else if (title === sections.at(-1) && title.text === '') {
      yield {
        file: path,
        place: { line: title.line, column: 1, pointer: null },
        message: `The readme says nothing about ${quoted(title.heading)}.`,
      };
    }
  },
  examples: {
    of: readmeOf,
    good: [
      '# Contoso Stock\nLooks up what is in stock.\n',
      'Contoso Stock\n===\n\n## Overview\nLooks up what is in stock.\n',
    ],
    bad: [
      { part: '## Contoso Stock\nLooks up what is in stock.\n', at: [{ file: packageFileNames.readme }] },
      { part: '\n# Contoso Stock\n\n', at: [{ file: packageFileNames.readme, line: 2 }] },
    ],
  },
});
