/** Little-endian numbers, as zip has them. Reading outside the bytes is a bug: callers check the bounds first. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Offsets at which these four bytes stand, at most `most` of them. */
export function findSignature(bytes: Uint8Array, signature: number, most: number): number[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pattern = Buffer.alloc(4);
  pattern.writeUInt32LE(signature);
  const found: number[] = [];
  for (let at = buffer.indexOf(pattern); at >= 0 && found.length < most; at = buffer.indexOf(pattern, at + 1)) {
    found.push(at);
  }
  return found;
}
