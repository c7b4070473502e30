import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';
import { characterName } from '../functions/character-name.js';
import { firstOnEachLine } from '../functions/first-on-each-line.js';
import { quoted } from '../functions/quoted.js';
import { isPlain, textFiles } from '../functions/text-files.js';

/** Marks, embeddings, overrides and isolates of the bidirectional algorithm (UAX 9, section 2). */
const control = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** Characters of the line that are shown around the control. */
const around = 20;

export default defineRule({
  on: 'package',
  id: 'text-bidi-control',
  severity: 'error',
  description: 'No text of the package holds characters that turn the direction of writing.',
  file: 'files',
  docs: {
    why: 'These characters let a text show something else than what it says: a reviewer reads one script or one address, and another one runs.',
    fix: 'Delete the invisible character that the message names; an editor that shows control characters helps to find it.',
    source: 'CVE-2021-42574 (Trojan Source); Unicode Technical Standard 55.',
  },
  *check(opened) {
    for (const file of textFiles(opened)) {
      if (isPlain(file)) continue;
      for (const { character, index, place } of firstOnEachLine(file, control)) {
        const excerpt = file.text.slice(Math.max(0, index - around), index + around).split(/[\r\n]/);
        const seen = excerpt.find(part => part.includes(character)) ?? character;
        yield {
          file: file.path,
          place,
          message: `The text ${quoted(seen)} holds ${characterName(character)}, which turns the direction of writing.`,
        };
      }
    }
  },
  examples: {
    of: packageWith,
    good: [{ [packageFileNames.readme]: '# קונטוסו\nContoso in Hebrew is קונטוסו.\n' }],
    bad: [
      {
        part: {
          [packageFileNames.script]: 'var isAdmin = false;\n/*\u202e } \u2066if (isAdmin)\u2069 \u2066 begin */\n',
        },
        at: [{ file: packageFileNames.script, line: 2 }],
      },
      {
        part: { [packageFileNames.properties]: '{\n  "properties": { "publisher": "a\\\\u202e\\u202ecd\\u202c" }\n}' },
        at: [{ file: packageFileNames.properties, line: 2, pointer: '/properties/publisher' }],
      },
      {
        part: { 'tests/values.json': '[1, "\u200f"]' },
        at: [{ file: 'tests/values.json', line: 1, pointer: '/1' }],
      },
    ],
  },
});
