import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';
import { jsonFaults } from '../functions/json-faults.js';

export default defineRule({
  on: 'package',
  id: 'json-utf8',
  severity: 'error',
  description: 'JSON files are encoded in UTF-8.',
  file: 'files',
  docs: {
    why: 'Bytes that are not UTF-8 turn into wrong letters in names and descriptions, or stop the import.',
    fix: 'Save the file again with the encoding UTF-8, without a byte order mark.',
    source: 'RFC 8259, section 8.1; PowerPlatformConnectors repository, pull request 619.',
  },
  check: opened => jsonFaults(opened, ['utf16', 'invalid-utf8']),
  examples: {
    of: packageWith,
    good: [{}],
    bad: [
      {
        part: { [packageFileNames.properties]: Uint8Array.of(0x7b, 0x22, 0xe6, 0x22, 0x3a, 0x31, 0x7d) },
        at: [{ file: packageFileNames.properties, line: 1 }],
      },
      {
        part: { [packageFileNames.definition]: Uint8Array.of(0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00) },
        at: [{ file: packageFileNames.definition, line: 1 }],
      },
    ],
  },
});
