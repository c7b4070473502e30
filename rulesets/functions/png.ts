import { inflateSync } from 'node:zlib';
import { isObject } from '../../src/core/json-value.js';
import { crc32 } from './crc32.js';

/** What the frame of a PNG says. */
export type Png =
  | {
      readonly kind: 'png';
      readonly width: number;
      readonly height: number;
      /** Bytes of the pixels when they are unpacked, as its header promises. */
      readonly unpacked: number;
      /** The packed pixels. */
      readonly packed: Uint8Array;
    }
  | NotPng;

export interface NotPng {
  readonly kind: 'not-png';
  /** Half a sentence. */
  readonly reason: string;
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Length, type and check sum around the content of a chunk. */
const frame = 12;

/** Samples of a pixel by colour type, and the numbers of bits that each sample may have. */
const colorTypes: ReadonlyMap<number, { readonly samples: number; readonly depths: readonly number[] }> = new Map([
  [0, { samples: 1, depths: [1, 2, 4, 8, 16] }],
  [2, { samples: 3, depths: [8, 16] }],
  [3, { samples: 1, depths: [1, 2, 4, 8] }],
  [4, { samples: 2, depths: [8, 16] }],
  [6, { samples: 4, depths: [8, 16] }],
]);
/** Column and row where each pass of an interlaced picture starts, and its steps. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
const critical = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND']);
const animation = new Set(['acTL', 'fcTL', 'fdAT']);
/** Where the packed content of a part starts, for those that may have one: behind its name, a zero byte and what the pattern says. */
const packedParts: ReadonlyMap<string, RegExp> = new Map([
  ['zTXt', /^[^\0]*\0\0/],
  ['iCCP', /^[^\0]*\0\0/],
  ['iTXt', /^[^\0]*\0[^\0]\0[^\0]*\0[^\0]*\0/],
]);
/** What texts and colour profiles may unpack to, all together; real ones have some kilobytes, profiles for print two megabytes. */
const mostUnpacked = 4 * 1024 * 1024;

/** What another program would find in the file: an archive, a document, a page. Each by the bytes that it cannot do without. */
const others: readonly (readonly [what: string, mark: string])[] = [
  ['an archive', 'PK\x05\x06'],
  ['a PDF document', '%PDF-'],
  ['a web page', '<script'],
  ['a web page', '<html'],
  ['a program', '<?php'],
];

/**
 * Walks the chunks of a PNG: every one lies inside the file and has its check sum, the header comes first, pixels follow, nothing
 * moves, and nothing is hidden behind the end or between the chunks. Pixels are not unpacked, and of texts only so much as they may
 * have, so that no picture can cost more than its own bytes.
 */
export function readPng(bytes: Uint8Array): Png {
  if (bytes.length === 0) return notPng('it is empty');
  if (signature.some((byte, position) => bytes[position] !== byte)) return notPng(otherFormat(bytes));

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: { width: number; height: number; unpacked: number } | null = null;
  const packed: Uint8Array[] = [];
  let unpacked = 0;
  let offset = signature.length;
  while (offset + frame <= bytes.length) {
    const length = view.getUint32(offset);
    const end = offset + frame + length;
    if (end > bytes.length) return notPng('it ends in the middle of a part');
    const content = bytes.subarray(offset + 8, end - 4);
    const type = new TextDecoder('latin1').decode(bytes.subarray(offset + 4, offset + 8));
    if (!/^[A-Za-z]{4}$/.test(type)) return notPng('a part of it has no valid name');
    if (crc32(bytes.subarray(offset + 4, end - 4)) !== view.getUint32(end - 4)) {
      return notPng(`the check sum of its part ${type} is wrong`);
    }
    if (header === null) {
      if (type !== 'IHDR' || length !== 13) return notPng('it does not begin with a header');
      const read = headerOf(content);
      if ('kind' in read) return read;
      header = read;
    } else if (type === 'IHDR') return notPng('it has two headers');
    const reason = faultOf(type, content);
    if (reason !== null) return notPng(reason);
    const size = unpackedSize(type, content, mostUnpacked - unpacked);
    if (size === null) return notPng(`its part ${type} cannot be unpacked, or unpacks to more than any icon needs`);
    unpacked += size;
    if (type === 'IDAT') packed.push(content);
    if (type === 'IEND') {
      if (packed.length === 0) return notPng('it has no pixels');
      if (end !== bytes.length) return notPng('something else is hidden behind its end');
      return { kind: 'png', ...header, packed: Buffer.concat(packed) };
    }
    offset = end;
  }
  return notPng('it ends in the middle of a part');
}

/** Why the pixels of a picture cannot be unpacked, or null. Never unpacks more than the header promises: look at its size first. */
export function pixelFault({ unpacked, packed }: Extract<Png, { kind: 'png' }>): NotPng | null {
  try {
    const { buffer, engine } = inflateSync(packed, { maxOutputLength: unpacked, info: true }) as unknown as {
      readonly buffer: Uint8Array;
      readonly engine: { readonly bytesWritten: number };
    };
    if (buffer.length < unpacked) return notPng('some of its pixels are missing');
    return engine.bytesWritten < packed.length ? notPng('something else is hidden behind its pixels') : null;
  } catch (error) {
    const isTooMuch = isObject(error) && error.code === 'ERR_BUFFER_TOO_LARGE';
    return notPng(isTooMuch ? 'it holds more pixels than its header says' : 'its pixels cannot be unpacked');
  }
}

function headerOf(content: Uint8Array): { width: number; height: number; unpacked: number } | NotPng {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  if (width === 0 || height === 0) return notPng('its header says that it has no pixels');
  const [depth = 0, colorType = 0, compression, filter, interlace = 0] = content.subarray(8);
  const color = colorTypes.get(colorType);
  if (!color?.depths.includes(depth) || compression !== 0 || filter !== 0 || interlace > 1) {
    return notPng('its header says what no PNG can be');
  }
  const bits = color.samples * depth;
  const rows = (columns: number, count: number) => (columns === 0 ? 0 : count * (1 + Math.ceil((columns * bits) / 8)));
  const parts = passes.map(([left, top, right, down]) =>
    rows(Math.ceil(Math.max(0, width - left) / right), Math.ceil(Math.max(0, height - top) / down)),
  );
  const unpacked = interlace === 0 ? rows(width, height) : parts.reduce((sum, part) => sum + part, 0);
  return { width, height, unpacked };
}

function faultOf(type: string, content: Uint8Array): string | null {
  if (animation.has(type)) return 'it is animated';
  if (/^[A-Z]/.test(type) && !critical.has(type)) return `nobody knows its part ${type}`;
  if (type === 'IDAT') return null;
  const text = new TextDecoder('latin1').decode(content).toLowerCase();
  const other = others.find(([, mark]) => text.includes(mark.toLowerCase()));
  return other ? `${other[0]} is hidden in its part ${type}` : null;
}

/** Bytes that a part unpacks to; null where they are more than the most, or none that can be unpacked. */
function unpackedSize(type: string, content: Uint8Array, most: number): number | null {
  const head = packedParts.get(type)?.exec(new TextDecoder('latin1').decode(content))?.[0];
  if (head === undefined) return 0;
  try {
    return inflateSync(content.subarray(head.length), { maxOutputLength: Math.max(1, most) }).length;
  } catch {
    return null;
  }
}

function notPng(reason: string): NotPng {
  return { kind: 'not-png', reason };
}

/** The formats that people rename most often, so that the message can name theirs. */
function otherFormat(bytes: Uint8Array): string {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 256));
  if (start.startsWith('\xff\xd8\xff')) return 'it is a JPEG picture';
  if (start.startsWith('GIF8')) return 'it is a GIF picture';
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') return 'it is a WebP picture';
  if (/<svg/i.test(start)) return 'it is an SVG picture';
  if (/<(?:!doctype )?html/i.test(start)) return 'it is a web page';
  return 'it does not begin as a PNG does';
}
