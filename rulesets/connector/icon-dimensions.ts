import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { hollowPicture } from '../example-picture.js';
import { packageWith } from '../examples.js';
import { readPng } from '../functions/png.js';

export default defineRule({
  on: 'package',
  id: 'icon-dimensions',
  severity: 'error',
  description: 'The icon is square, 100 to 230 pixels wide.',
  file: packageFileNames.icon,
  docs: {
    why: 'Other sizes are stretched or blurred where the icon is shown.',
    fix: 'Export the icon at 230 by 230 pixels.',
    source: 'Prepare connector files for certification, "Icon"; certification policy 5000.2.1.4.',
  },
  limits: { smallest: 100, largest: 230 },
  *check({ read }, { smallest, largest }) {
    const bytes = read(packageFileNames.icon);
    const png = bytes && readPng(bytes);
    if (png?.kind !== 'png') return;
    const { width, height } = png;
    const size = `${width} by ${height} pixels`;
    if (width !== height) yield { message: `The icon is not square: it has ${size}.` };
    else if (width < smallest || width > largest) {
      yield { message: `The icon has ${size}; ${smallest} to ${largest} are allowed.` };
    }
  },
  examples: {
    of: ({ width, height }: { width: number; height: number }) =>
      packageWith({ [packageFileNames.icon]: hollowPicture(width, height) }),
    good: [
      { width: 100, height: 100 },
      { width: 230, height: 230 },
    ],
    bad: [
      { part: { width: 230, height: 229 }, at: [{ file: packageFileNames.icon }] },
      { part: { width: 99, height: 99 }, at: [{ file: packageFileNames.icon }] },
      { part: { width: 30_000, height: 30_000 }, at: [{ file: packageFileNames.icon }] },
    ],
  },
});
