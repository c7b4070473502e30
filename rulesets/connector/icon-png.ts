import { deflateSync } from 'node:zlib';
import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { withChunk } from '../example-picture.js';
import { exampleIcon, packageWith } from '../examples.js';
import { iconPixels } from '../functions/icon-pixels.js';

const cutOff = exampleIcon.subarray(0, exampleIcon.length - 6);
const damaged = exampleIcon.with(20, 7);
const withTail = Uint8Array.of(...exampleIcon, 0x50, 0x4b, 0x03, 0x04);
const heavy = withChunk(
  exampleIcon,
  'zTXt',
  Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(new Uint8Array(5_000_000))]),
);
const animated = withChunk(exampleIcon, 'acTL', new Uint8Array(8));

export default defineRule({
  on: 'package',
  id: 'icon-png',
  severity: 'error',
  description: 'The icon is a whole and undamaged PNG, and nothing else.',
  file: packageFileNames.icon,
  docs: {
    why: 'A picture in another format, cut off or with something hidden in it is not shown, or is shown differently from place to place.',
    fix: 'Open the picture in an image editor and export it again as PNG; renaming a file does not change its format.',
    source:
      'Prepare connector files for certification, "Icon"; certification policy 5000.2.1.3; PNG specification, section 5.',
  },
  async check(opened) {
    const icon = await iconPixels(opened);
    return icon?.kind === 'not-png' ? [{ message: `The icon is not a valid PNG: ${icon.reason}.` }] : [];
  },
  examples: {
    of: icon => packageWith({ [packageFileNames.icon]: icon }),
    good: [exampleIcon],
    bad: [
      { part: cutOff, at: [{ file: packageFileNames.icon }] },
      { part: damaged, at: [{ file: packageFileNames.icon }] },
      { part: withTail, at: [{ file: packageFileNames.icon }] },
      { part: heavy, at: [{ file: packageFileNames.icon }] },
      { part: animated, at: [{ file: packageFileNames.icon }] },
      { part: Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), at: [{ file: packageFileNames.icon }] },
      { part: new Uint8Array(0), at: [{ file: packageFileNames.icon }] },
    ],
  },
});
