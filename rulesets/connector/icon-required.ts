import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';

export default defineRule({
  on: 'package',
  id: 'icon-required',
  severity: { verified: 'error', independent: 'off' },
  description: "A verified publisher's package holds icon.png.",
  file: packageFileNames.icon,
  docs: {
    why: 'People find a connector by its icon among a thousand others.',
    fix: 'Add `icon.png`: a square PNG of 100 to 230 pixels, with an opaque background in the brand colour.',
    source: 'Prepare connector files for certification, "Icon"; certification policy 5000.1.1.1.',
  },
  *check({ read }) {
    if (!read(packageFileNames.icon)) yield { message: `The package has no ${packageFileNames.icon}.` };
  },
  examples: {
    of: packageWith,
    good: [{}],
    bad: [{ part: { 'icon.png': null }, at: [{ file: packageFileNames.icon }] }],
  },
});
