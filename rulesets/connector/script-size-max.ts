import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { scriptOf } from '../examples.js';

const mebibyte = 1_048_576;

export default defineRule({
  on: 'package',
  id: 'script-size-max',
  severity: 'error',
  description: 'The script has at most 1,048,576 bytes.',
  file: packageFileNames.script,
  docs: {
    why: 'The platform refuses larger scripts, and the connector with them.',
    fix: 'Take out what the script carries along: tables, samples and code that nothing calls.',
    source: 'Write code in a custom connector (connector documentation).',
  },
  limits: { most: mebibyte },
  *check({ files }, { most }) {
    const size = files.find(({ path }) => path === packageFileNames.script)?.size ?? 0;
    if (size > most) yield { message: `The script has ${size} bytes; at most ${most} are allowed.` };
  },
  examples: {
    of: (size: number) => scriptOf(' '.repeat(size)),
    good: [mebibyte],
    bad: [{ part: mebibyte + 1, at: [{ file: packageFileNames.script }] }],
  },
});
