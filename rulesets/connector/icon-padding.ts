import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { picture } from '../example-picture.js';
import { packageWith } from '../examples.js';
import { areAlike, corners, differsAt, iconPixels } from '../functions/icon-pixels.js';
import type { Pixels } from '../functions/icon-pixels.js';

const file = packageFileNames.icon;

export default defineRule({
  on: 'package',
  id: 'icon-padding',
  severity: { verified: 'warning', independent: 'off' },
  description: 'The logo covers at most 70 percent of the icon’s width and height.',
  file,
  docs: {
    why: 'Where icons are shown in circles or small, a logo without room around it is cut off or cannot be made out.',
    fix: 'Make the logo smaller in the same square, such as 160 pixels in 230.',
    source: 'Prepare connector files for certification, "Icon".',
  },
  limits: { share: 0.7, tolerance: 32 },
  async check(opened, { share, tolerance }) {
    const icon = await iconPixels(opened);
    if (icon?.kind !== 'pixels') return [];
    const logo = logoOf(icon, tolerance);
    if (logo === null || (logo.width <= icon.width * share && logo.height <= icon.height * share)) return [];
    const percent = (part: number, whole: number) => Math.round((part / whole) * 100);
    const [across, up] = [percent(logo.width, icon.width), percent(logo.height, icon.height)];
    const most = Math.round(share * 100);
    return [
      {
        message: `The logo covers ${across} % of the icon’s width and ${up} % of its height; at most ${most} % are expected.`,
      },
    ];
  },
  examples: {
    of: (logo: number) => packageWith({ [file]: picture(100, 100, { background: [0x12, 0x34, 0x5a, 255], logo }) }),
    good: [0.7, 0],
    bad: [{ part: 0.8, at: [{ file }] }],
  },
});

/** The size of what differs from the background; null when there is no telling what the background is, or nothing on it. */
function logoOf(icon: Pixels, tolerance: number): { readonly width: number; readonly height: number } | null {
  const [background, ...others] = corners(icon);
  if (!background || others.some(corner => !areAlike(corner, background, tolerance))) return null;
  let [left, top, right, bottom] = [icon.width, icon.height, -1, -1];
  for (let y = 0; y < icon.height; y += 1) {
    for (let x = 0; x < icon.width; x += 1) {
      if (!differsAt(icon, (y * icon.width + x) * 4, background, tolerance)) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return right === -1 ? null : { width: right - left + 1, height: bottom - top + 1 };
}
