import { packageFileNames } from '../../src/core/package.js';
import type { OpenedPackage } from '../opened-package.js';
import { oncePer } from './once-per.js';
import { pixelFault, readPng } from './png.js';
import type { NotPng } from './png.js';

/** The icon, unpacked: four bytes a pixel (red, green, blue, alpha), row by row. */
export interface Pixels {
  readonly kind: 'pixels';
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** One pixel’s red, green, blue and alpha, each from 0 to 255. */
export type Pixel = readonly [red: number, green: number, blue: number, alpha: number];

/** Larger pictures are not unpacked; no icon is near it. */
const mostPixels = 1024;

/**
 * The package’s icon, unpacked once for all rules; null when it has none, or one so large that another rule refuses it. A picture that
 * cannot be unpacked says why.
 */
export const iconPixels = oncePer(async ({ read }: OpenedPackage): Promise<Pixels | NotPng | null> => {
  const bytes = read(packageFileNames.icon);
  if (!bytes) return null;
  const png = readPng(bytes);
  if (png.kind === 'not-png') return png;
  if (png.width > mostPixels || png.height > mostPixels) return null;
  const fault = pixelFault(png);
  if (fault) return fault;
  // Loaded only for packages with an icon. It sees nothing whose size has not been proven.
  const { default: pngjs } = await import('pngjs');
  try {
    const { width, height, data } = pngjs.PNG.sync.read(Buffer.from(bytes));
    return { kind: 'pixels', width, height, rgba: data };
  } catch {
    return { kind: 'not-png', reason: 'its pixels cannot be read' };
  }
});

/** The pixel at a place; the picture has it. */
function pixelAt({ width, rgba }: Pixels, x: number, y: number): Pixel {
  const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray((y * width + x) * 4, (y * width + x) * 4 + 4);
  return [red, green, blue, alpha];
}

/** The pixels in the four corners. */
export function corners(pixels: Pixels): readonly Pixel[] {
  const [right, bottom] = [pixels.width - 1, pixels.height - 1];
  return [pixelAt(pixels, 0, 0), pixelAt(pixels, right, 0), pixelAt(pixels, 0, bottom), pixelAt(pixels, right, bottom)];
}

/** True when the pixel at this position of the bytes differs from another by more than this in some channel. */
export function differsAt({ rgba }: Pixels, position: number, other: Pixel, tolerance: number): boolean {
  for (let channel = 0; channel < 4; channel += 1) {
    if (Math.abs((rgba[position + channel] ?? 0) - (other[channel] ?? 0)) > tolerance) return true;
  }
  return false;
}

/** True when no channel of two pixels differs by more than this. */
export function areAlike(one: Pixel, other: Pixel, tolerance: number): boolean {
  return one.every((value, channel) => Math.abs(value - (other[channel] ?? 0)) <= tolerance);
}

/** The pixel of a colour that is written `#rrggbb`; null for any other text. */
export function pixelOf(color: unknown): Pixel | null {
  const digits = typeof color === 'string' ? /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color) : null;
  if (!digits) return null;
  const [red = 0, green = 0, blue = 0] = digits.slice(1).map(two => parseInt(two, 16));
  return [red, green, blue, 255];
}

/** The colour of a pixel as people write it. */
export function colorOf([red, green, blue]: Pixel): string {
  return `#${[red, green, blue].map(value => value.toString(16).padStart(2, '0')).join('')}`;
}
