import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';
import { lineFaults } from '../functions/line-faults.js';

const file = packageFileNames.definition;

export default defineRule({
  on: 'package',
  id: 'style-hard-tabs',
  severity: 'info',
  description: 'The lines of the definition are indented with spaces, not with tabs.',
  file,
  docs: {
    why: 'A tab is as wide as each reader’s editor makes it; lines with tabs and lines with spaces stand crooked in a review.',
    fix: 'Replace tabs by spaces; most editors have a command for it.',
    source: 'Connector coding standards.',
  },
  limits: { spaces: 2 },
  *check({ definitionJson }, { spaces }) {
    if (!definitionJson?.text?.includes('\t')) return; // most files have none, which is found out much faster
    yield* lineFaults(
      definitionJson,
      (text, start, lineEnd) => {
        let end = start;
        while (end < lineEnd && (text.charAt(end) === ' ' || text.charAt(end) === '\t')) end += 1;
        if (end === lineEnd) return null; // a line of white space alone is no indentation
        const indent = text.slice(start, end);
        return indent.includes('\t') ? { start, end, text: indent.replaceAll('\t', ' '.repeat(spaces)) } : null;
      },
      lines => `A tab indents ${lines}.`,
    );
  },
  examples: {
    of: (text: string) => packageWith({ [file]: text }),
    good: ['{\n  "swagger": "2.0"\n}\n', '{\n\t\n  "swagger":\t"2.0"\n}\n'],
    bad: [{ part: '{\n  "swagger": "2.0",\n\t"host": "contoso.com",\n \t"schemes": []\n}\n', at: [{ file, line: 3 }] }],
  },
});
