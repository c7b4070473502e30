import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';
import { characterName } from '../functions/character-name.js';
import { firstOnEachLine } from '../functions/first-on-each-line.js';
import { isPlain, textFiles } from '../functions/text-files.js';

/** All but the tab and the two that end a line. */
const control = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g; // eslint-disable-line no-control-regex -- it is what the rule is about

export default defineRule({
  on: 'package',
  id: 'text-control-character',
  severity: 'error',
  description: 'No text of the package holds control characters other than tabs and line breaks.',
  file: 'files',
  docs: {
    why: 'Nobody sees them, but terminals obey them: a text recolours, moves or erases what a reviewer reads, or changes the terminal’s settings.',
    fix: 'Delete the character that the message names; one that stands for a letter or a sign was saved in another encoding: write it again by hand.',
    source: 'CWE-150; Unicode Standard, section 23.1.',
  },
  *check(opened) {
    for (const file of textFiles(opened)) {
      if (isPlain(file)) continue;
      for (const { character, place } of firstOnEachLine(file, control)) {
        const message = `Line ${place.line} holds the control character ${characterName(character)}.`;
        yield { file: file.path, place, message };
      }
    }
  },
  examples: {
    of: packageWith,
    good: [{ [packageFileNames.readme]: '# Contoso\r\n\tStock\r\n', 'tests/values.json': '["a\\n\\tb"]' }],
    bad: [
      {
        part: { [packageFileNames.readme]: '# Contoso\n\u001b[2J\u001b[31mStock\n' },
        at: [{ file: packageFileNames.readme, line: 2 }],
      },
      {
        part: { [packageFileNames.properties]: '{\n  "properties": { "publisher": "Contoso\\u009b31m" }\n}' },
        at: [{ file: packageFileNames.properties, line: 2, pointer: '/properties/publisher' }],
      },
      {
        part: { [packageFileNames.script]: Uint8Array.of(0x2f, 0x2f, 0, 0x0a) },
        at: [{ file: packageFileNames.script, line: 1 }],
      },
    ],
  },
});
