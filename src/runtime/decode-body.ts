import { Transform, Writable } from 'node:stream';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
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
  const chain = made.length <= 2 ? made.flatMap(make => (make ? [make(), atMost(limit)] : [])) : [];
  const chunks: Buffer[] = [];
  const keep = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  await pipeline([body, atMost(limit), ...chain, keep]);
  return Buffer.concat(chunks);
}

/** Lets so many bytes pass. What is measured before a decoder is what a packed answer costs that unpacks to nothing. */
function atMost(limit: number): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size <= limit) done(null, chunk);
      else done(Object.assign(new Error('The body is too large.'), { code: 'ERR_ASSAY_TOO_LARGE' }));
    },
  });
}
