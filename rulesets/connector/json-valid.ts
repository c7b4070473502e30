import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';
import { jsonFaults } from '../functions/json-faults.js';

export default defineRule({
  on: 'package',
  id: 'json-valid',
  severity: 'error',
  description: 'JSON files are strict JSON with one object: no comments, no trailing commas, no control characters.',
  file: 'files',
  docs: {
    why: 'What one tool reads leniently, the next one refuses; a file that is not JSON cannot be imported, and nothing in it can be checked.',
    fix: 'Correct the place that is named; JSON has no comments, no comma before a closing bracket, and texts only in double quotes.',
    source: 'RFC 8259.',
  },
  check: opened =>
    jsonFaults(opened, [
      'syntax',
      'not-an-object',
      'lone-surrogate',
      'forbidden-key',
      'too-deep',
      'too-many-nodes',
      'too-large',
    ]),
  examples: {
    of: packageWith,
    good: [{}],
    bad: [
      {
        part: { [packageFileNames.properties]: '{\n  "properties": {\n    "publisher": "Contoso",\n  }\n}\n' },
        at: [{ file: packageFileNames.properties, line: 3 }],
      },
      {
        part: { [packageFileNames.properties]: '{ // a comment\n}' },
        at: [{ file: packageFileNames.properties, line: 1 }],
      },
      {
        part: { [packageFileNames.definition]: '{ "swagger": "2.0" ' },
        at: [{ file: packageFileNames.definition, line: 1 }],
      },
    ],
  },
});
