import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';
import { jsonFaults } from '../functions/json-faults.js';

export default defineRule({
  on: 'package',
  id: 'json-no-duplicate-keys',
  severity: 'error',
  description: 'No JSON object has the same member twice.',
  file: 'files',
  docs: {
    why: 'Readers keep one of the two and drop the other without a word, and not all keep the same: what was tested is not what runs.',
    fix: 'Keep the member that is meant and remove the other.',
    source: 'RFC 8259, section 4.',
  },
  check: opened => jsonFaults(opened, ['duplicate-key']),
  examples: {
    of: packageWith,
    good: [{}],
    bad: [
      {
        part: {
          [packageFileNames.properties]: '{\n  "properties": {\n    "publisher": "A",\n    "publisher": "B"\n  }\n}',
        },
        at: [{ file: packageFileNames.properties, line: 4, pointer: '/properties/publisher' }],
      },
    ],
  },
});
