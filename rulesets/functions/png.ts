import { crc32 } from './crc32.js';

/** What the frame of a PNG says; its pixels are never unpacked, so no picture can cost more than its own bytes. */
export type Png =
  | { readonly kind: 'png'; readonly width: number; readonly height: number }
  | { readonly kind: 'not-png'; readonly reason: string };

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Length, type and check sum around the content of a chunk. */
const frame = 12;

/**
 * Walks the chunks of a PNG: every one lies inside the file and has its check sum, the header comes first, pixels follow, and
 * nothing comes after the end. Gives the size in pixels from the header, or why the file is no PNG in half a sentence.
 */
export function readPng(bytes: Uint8Array): Png {
  if (bytes.length === 0) return notPng('it is empty');
  if (signature.some((byte, position) => bytes[position] !== byte)) return notPng(otherFormat(bytes));

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size: { width: number; height: number } | null = null;
  let hasPixels = false;
  let offset = signature.length;
  while (offset + frame <= bytes.length) {
    const length = view.getUint32(offset);
    const end = offset + frame + length;
    if (end > bytes.length) return notPng('it ends in the middle of a part');
    const type = new TextDecoder('latin1').decode(bytes.subarray(offset + 4, offset + 8));
    if (!/^[A-Za-z]{4}$/.test(type)) return notPng('a part of it has no valid name');
    if (crc32(bytes.subarray(offset + 4, end - 4)) !== view.getUint32(end - 4)) {
      return notPng(`the check sum of its part ${type} is wrong`);
    }
    if (size === null) {
      if (type !== 'IHDR' || length !== 13) return notPng('it does not begin with a header');
      size = { width: view.getUint32(offset + 8), height: view.getUint32(offset + 12) };
      if (size.width === 0 || size.height === 0) return notPng('its header says that it has no pixels');
    }
    if (type === 'IDAT') hasPixels = true;
    if (type === 'IEND') {
      if (!hasPixels) return notPng('it has no pixels');
      return end === bytes.length ? { kind: 'png', ...size } : notPng('something else is hidden behind its end');
    }
    offset = end;
  }
  return notPng('it ends in the middle of a part');
}

function notPng(reason: string): Png {
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
