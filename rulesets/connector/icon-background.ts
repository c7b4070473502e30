import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import type { PackageReport } from '../define-rule.js';
import { picture } from '../example-picture.js';
import { packageWith } from '../examples.js';
import { areAlike, colorOf, corners, iconPixels, pixelOf } from '../functions/icon-pixels.js';
import type { Pixel, Pixels } from '../functions/icon-pixels.js';

/** Backgrounds that are nobody’s brand: white, and the blue that the wizard puts in. */
const defaults = ['#ffffff', '#007ee5'];
const file = packageFileNames.icon;

export default defineRule({
  on: 'package',
  id: 'icon-background',
  severity: { verified: 'error', independent: 'off' },
  description: 'The icon’s background is opaque up to its corners and has the brand colour.',
  file,
  needs: ['properties'],
  docs: {
    why: 'A transparent, rounded or other background shows what is behind it: the icon looks cut out on one page and vanishes on the next.',
    fix: 'Fill the whole square with the colour of `properties.iconBrandColor`, corners included, without transparency.',
    source: 'Prepare connector files for certification, "Icon"; certification policies 5000.2.1.1 and 5000.2.1.5.',
  },
  limits: { tolerance: 2 },
  async check(opened, { tolerance }) {
    const icon = await iconPixels(opened);
    if (icon?.kind !== 'pixels') return [];
    return faultsOf(icon, opened.properties.properties.iconBrandColor, tolerance);
  },
  examples: {
    of: (background: Pixel) => packageWith({ [file]: picture(100, 100, { background, logo: 0.5 }) }),
    good: [
      [0x12, 0x34, 0x5a, 255],
      [0x14, 0x32, 0x5a, 255],
    ],
    bad: [
      { part: [0x12, 0x34, 0x5a, 0], at: [{ file }] },
      { part: [0xff, 0xff, 0xff, 255], at: [{ file }] },
      { part: [0x12, 0x34, 0x5d, 255], at: [{ file }] },
    ],
  },
});

function* faultsOf(icon: Pixels, brandColor: unknown, tolerance: number): Iterable<PackageReport> {
  const found = corners(icon);
  if (found.some(([, , , alpha]) => alpha < 255)) {
    yield { message: 'The icon is transparent in its corners.' };
    return;
  }
  const common = defaults.find(color => found.some(corner => areAlike(corner, pixelOf(color) ?? corner, tolerance)));
  if (common !== undefined) {
    yield { message: `The background of the icon is ${common}, which is nobody’s brand.` };
    return;
  }
  const brand = pixelOf(brandColor);
  const other = brand && found.find(corner => !areAlike(corner, brand, tolerance));
  if (!brand || !other) return;
  const [first = other] = found;
  const isOneColor = found.every(corner => areAlike(corner, first, tolerance));
  yield {
    message: `The background of the icon is ${colorOf(other)}, but the brand colour is ${colorOf(brand)}.`,
    ...(isOneColor && {
      fix: `Fill the background with ${colorOf(brand)}, or write "${colorOf(first)}" as \`properties.iconBrandColor\`.`,
    }),
  };
}
