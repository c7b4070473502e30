import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';
import { lineFaults } from '../functions/line-faults.js';
import { withoutEnd } from '../functions/without-end.js';

const file = packageFileNames.definition;

export default defineRule({
  on: 'package',
  id: 'style-trailing-space',
  severity: 'info',
  description: 'No line of the definition ends in white space.',
  file,
  docs: {
    why: 'Editors remove it when somebody else saves the file, and a change of one word then looks like a change of many lines.',
    fix: 'Remove the white space at the ends of lines; most editors do so on saving.',
    source: 'Connector coding standards.',
  },
  check: ({ definitionJson }) =>
    lineFaults(
      definitionJson,
      (text, start, end) => {
        if (end === start || text.charAt(end - 1).trim() !== '') return null;
        return { start: start + withoutEnd(text.slice(start, end), '').length, end, text: '' };
      },
      lines => `There is white space at the end of ${lines}.`,
    ),
  examples: {
    of: (text: string) => packageWith({ [file]: text }),
    good: ['{\n  "swagger": "2.0"\n}\n', '{\r\n  "swagger": "2.0"\r\n}'],
    bad: [
      { part: '{\n  "swagger": "2.0", \n\t\n  "host": "contoso.com"\t\n} ', at: [{ file, line: 2 }] },
      { part: '{\r\n  "swagger": "2.0" \r\n}\r\n', at: [{ file, line: 2 }] },
      { part: '{\n  "host": "contoso.com \n"\n}\n', at: [{ file, line: 2 }] },
    ],
  },
});
