import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Writable } from 'node:stream';
import zlib from 'node:zlib';
import type { Headers } from './exchange.js';

const decoders: Readonly<Record<string, () => zlib.Gunzip | zlib.Inflate | zlib.BrotliDecompress>> = {
  gzip: () => zlib.createGunzip(),
  'x-gzip': () => zlib.createGunzip(),
  deflate: () => zlib.createInflate(),
  br: () => zlib.createBrotliDecompress(),
};

/**
 * Reads a body and takes off its content encodings, at most `limit` bytes at every step. An encoding that is not known is left
 * as it is. Throws an error with the code `ERR_ASSAY_TOO_LARGE` as soon as there is one byte too many.
 */
export async function decodeBody(body: Readable, headers: Headers, limit: number): Promise<Uint8Array> {
  const encodings = headers
    .filter(([name]) => name === 'content-encoding')
    .flatMap(([, value]) => value.toLowerCase().split(','))
    .map(value => value.trim());
  const made = encodings.reverse().map(encoding => decoders[encoding]);
  // More than two layers is no server's habit, but a way to make little input cost much.
  const chain = made.length <= 2 ? made.flatMap(make => (make ? [make()] : [])) : [];
  const chunks: Buffer[] = [];
  let size = 0;
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      chunks.push(chunk);
      done(size > limit ? Object.assign(new Error('The body is too large.'), { code: 'ERR_ASSAY_TOO_LARGE' }) : null);
    },
  });
  await pipeline([body, ...chain, sink]);
  return Buffer.concat(chunks);
}
