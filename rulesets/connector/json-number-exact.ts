import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';
import { jsonFaults } from '../functions/json-faults.js';

const withNumber = (number: string) =>
  packageWith({ [packageFileNames.properties]: `{ "properties": { "x-most": ${number} } }` });
const at = [{ file: packageFileNames.properties, line: 1, pointer: '/properties/x-most' }];

export default defineRule({
  on: 'package',
  id: 'json-number-exact',
  severity: 'warning',
  description: 'Every number of a JSON file is the same for every program that reads it.',
  file: 'files',
  docs: {
    why: 'Most programs keep about 15 digits: a longer number becomes another one, and one that is too large becomes infinite or nothing.',
    fix: 'Write a number that a double holds exactly, at most 9007199254740991; identifiers are texts.',
    source: 'RFC 8259, section 6; RFC 7493, section 2.2.',
  },
  check: opened => jsonFaults(opened, ['unsafe-number']),
  examples: {
    of: withNumber,
    good: ['9007199254740991', '0.1'],
    bad: [
      { part: '9007199254740993', at },
      { part: '1e400', at },
    ],
  },
});
