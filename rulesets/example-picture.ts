import { deflateSync } from 'node:zlib';
import { crc32 } from './functions/crc32.js';

/** What an example's picture shows: one colour, and on it a square in the middle; each channel from 0 to 255. */
export interface Shown {
  readonly background: readonly [red: number, green: number, blue: number, alpha: number];
  /** Width and height of the square as a share of the picture's. */
  readonly logo: number;
}

/** The brand colour of the examples' connector behind a logo that leaves room on all sides. */
const branded: Shown = { background: [0x12, 0x34, 0x5a, 255], logo: 0.5 };
const logoColor = [0xf2, 0xc1, 0x4e, 255];

/** A PNG of this size that can be decoded. */
export function picture(width: number, height: number, { background, logo }: Shown = branded): Uint8Array {
  const isLogo = (position: number, length: number) => Math.abs(position + 0.5 - length / 2) < (length * logo) / 2;
  const row = (colorAt: (x: number) => readonly number[]) =>
    Uint8Array.from([0, ...Array.from({ length: width }, (_, x) => colorAt(x)).flat()]);
  // Two rows make the whole picture: every start makes some of these, so they have to be quick.
  const [beside, across] = [row(() => background), row(x => (isLogo(x, width) ? logoColor : background))];
  const rows = Buffer.concat(Array.from({ length: height }, (_, y) => (isLogo(y, height) ? across : beside)));
  return pngOf([header(width, height), chunk('IDAT', deflateSync(rows)), chunk('IEND', new Uint8Array(0))]);
}

/** A PNG whose header says this size, with nothing in its pixel part: for sizes that nobody wants to unpack. */
export function hollowPicture(width: number, height: number): Uint8Array {
  return pngOf([header(width, height), chunk('IDAT', new Uint8Array(0)), chunk('IEND', new Uint8Array(0))]);
}

/** The picture with one more part before its end. */
export function withChunk(png: Uint8Array, type: string, content: Uint8Array): Uint8Array {
  const end = png.length - 12; // IEND is empty: length, type and check sum
  return new Uint8Array(Buffer.concat([png.subarray(0, end), chunk(type, content), png.subarray(end)]));
}

/** The header part of a picture with 8 bits in each of four channels. */
export function header(width: number, height: number): Uint8Array {
  const content = new Uint8Array(13);
  const view = new DataView(content.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  content.set([8, 6], 8);
  return chunk('IHDR', content);
}

/** One part of a PNG, framed by its length and check sum. */
export function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(content, 8);
  view.setUint32(bytes.length - 4, crc32(bytes.subarray(4, bytes.length - 4)));
  return bytes;
}

/** The signature and these parts. */
export function pngOf(chunks: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), ...chunks]));
}
