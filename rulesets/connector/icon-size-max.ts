import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';

const mebibyte = 1_048_576;

export default defineRule({
  on: 'package',
  id: 'icon-size-max',
  severity: { verified: 'error', independent: 'off' },
  description: 'The icon has less than one megabyte.',
  file: packageFileNames.icon,
  docs: {
    why: 'The icon is loaded with each list of connectors, a thousand at a time.',
    fix: 'Export the icon again at 230 by 230 pixels, without metadata.',
    source: 'Certification policy 5000.2.1.2.',
  },
  limits: { most: mebibyte - 1 },
  *check({ files }, { most }) {
    const size = files.find(({ path }) => path === packageFileNames.icon)?.size ?? 0;
    if (size > most) yield { message: `The icon has ${size} bytes; at most ${most} are allowed.` };
  },
  examples: {
    of: (size: number) => packageWith({ [packageFileNames.icon]: new Uint8Array(size) }),
    good: [mebibyte - 1],
    bad: [{ part: mebibyte, at: [{ file: packageFileNames.icon }] }],
  },
});
