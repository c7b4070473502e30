/** What the first bytes say of a text's encoding: a mark, or zero bytes where JSON in UTF-8 has none. */
export function encodingOf(bytes: Uint8Array): 'utf8' | 'utf8-bom' | 'utf16' {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf8-bom';
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return 'utf16';
  return bytes.length >= 2 && (first === 0) !== (second === 0) ? 'utf16' : 'utf8';
}

/**
 * The text of UTF-8 bytes without their byte order mark. Bytes that are not UTF-8 become U+FFFD, and `invalidAt` is the offset in
 * the text, in UTF-16 code units, where the first of them stands; null when there is none.
 */
export function decodeUtf8(bytes: Uint8Array): { text: string; invalidAt: number | null } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), invalidAt: null };
  } catch {
    const text = new TextDecoder('utf-8').decode(bytes);
    const valid = bytes.subarray(0, validPrefix(bytes));
    return { text, invalidAt: new TextDecoder('utf-8').decode(valid).length };
  }
}

/** How many bytes from the start are well-formed UTF-8 (Unicode, table 3-7). */
function validPrefix(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at] ?? 0;
    const length = sequenceLength(first);
    if (length === 0 || at + length > bytes.length) return at;
    for (let i = 1; i < length; i += 1) {
      const [low, high] = i === 1 ? secondByteRange(first) : [0x80, 0xbf];
      const byte = bytes[at + i] ?? 0;
      if (byte < low || byte > high) return at;
    }
    at += length;
  }
  return at;
}

function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/** Excludes overlong forms, surrogates and what lies beyond U+10FFFF. */
function secondByteRange(first: number): readonly [number, number] {
  if (first === 0xe0) return [0xa0, 0xbf];
  if (first === 0xed) return [0x80, 0x9f];
  if (first === 0xf0) return [0x90, 0xbf];
  return first === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf];
}
