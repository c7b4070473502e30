import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';
import { jsonFaults } from '../functions/json-faults.js';

export default defineRule({
  on: 'package',
  id: 'json-no-bom',
  severity: 'warning',
  description: 'JSON files begin without a byte order mark.',
  file: 'files',
  docs: {
    why: 'Some tools take the invisible mark for a syntax error in the first line.',
    fix: 'Save the file again as "UTF-8", not as "UTF-8 with BOM".',
    source: 'RFC 8259, section 8.1; PowerPlatformConnectors repository, issue 117.',
  },
  *check(opened) {
    for (const fault of jsonFaults(opened, ['bom'])) yield { ...fault, repair: { kind: 'drop-bom' } };
  },
  examples: {
    of: packageWith,
    good: [{}],
    bad: [
      {
        part: { [packageFileNames.properties]: '\uFEFF{ "properties": {} }' },
        at: [{ file: packageFileNames.properties, line: 1 }],
      },
    ],
  },
});
