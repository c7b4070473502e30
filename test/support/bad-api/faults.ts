// Every way in which an API may misbehave on the wire, each with what Assay is to make of it.
import type { Socket } from 'node:net';
import zlib from 'node:zlib';
import type { FailureReason } from '../../../src/runtime/exchange.js';
import { pour } from './raw-server.js';
import type { RawAnswer } from './raw-server.js';

export interface Fault {
  /** Ends the path that it is served at. */
  readonly name: string;
  /** The reason of the failure, or the status of the answer where there is nothing wrong that HTTP would forbid. */
  readonly expected: FailureReason | number;
  readonly answer: RawAnswer;
  /** The body that is to arrive, where it matters. */
  readonly body?: string;
}

const ok = 'HTTP/1.1 200 OK\r\n';
const json = 'content-type: application/json\r\n';
const fault = (name: string, expected: Fault['expected'], answer: RawAnswer, body?: string): Fault => ({
  name,
  expected,
  answer,
  ...(body !== undefined && { body }),
});
/** Says exactly this, and keeps the connection. */
const says = (text: string | Uint8Array) => (socket: Socket) => socket.write(text);
/** Says this and hangs up. */
const ends = (text: string) => (socket: Socket) => socket.end(text);
const packed = (encoding: string, bytes: Uint8Array) => (socket: Socket) => {
  socket.write(`${ok}${json}content-encoding: ${encoding}\r\ncontent-length: ${bytes.length}\r\n\r\n`);
  socket.write(bytes);
};
const every = (socket: Socket, ms: number, text: string) => {
  const drip = setInterval(() => socket.write(text), ms);
  socket.on('close', () => clearInterval(drip));
};

/** 100 KB that unpack to 100 MB. Made once: packing takes a while. */
const zeros = Buffer.alloc(100_000_000);
const bomb = zlib.gzipSync(zeros);
/** An empty stored block of deflate (RFC 1951 §3.2.4): five bytes that unpack to nothing. */
const nothing = Buffer.from([0, 0, 0, 0xff, 0xff]);
const gzipHead = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
const kilobyte = 'x'.repeat(1_024);

export const faults: readonly Fault[] = [
  // Slow
  fault('never-answers', 'timeout', () => undefined),
  fault('drips-a-body', 'timeout', socket => {
    socket.write(`${ok}content-length: 1000\r\n\r\n`);
    every(socket, 200, 'x');
  }),
  fault('drips-a-head', 'timeout', socket => {
    socket.write(ok);
    every(socket, 200, 'x-a: b\r\n');
  }),
  fault('endless-1xx', 'timeout', socket => every(socket, 5, 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n')),
  fault('poured-1xx', 'timeout', socket => pour(socket, () => 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(100))),
  fault('endless-chunk-extension', 'timeout', socket => {
    socket.write(`${ok}transfer-encoding: chunked\r\n\r\n1;a=`);
    every(socket, 20, kilobyte);
  }),

  // Large
  fault('ten-gigabytes', 'too-large', socket => {
    socket.write(`${ok}content-length: 10737418240\r\n\r\n`);
    const block = Buffer.alloc(65_536, 'x');
    pour(socket, () => block);
  }),
  fault('endless-chunks', 'too-large', socket => {
    socket.write(`${ok}transfer-encoding: chunked\r\n\r\n`);
    pour(socket, () => `400\r\n${kilobyte}\r\n`);
  }),
  fault('gzip-bomb', 'too-large', packed('gzip', bomb)),
  fault('deflate-bomb', 'too-large', packed('deflate', zlib.deflateSync(zeros))),
  fault(
    'brotli-bomb',
    'too-large',
    packed('br', zlib.brotliCompressSync(zeros, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 3 } })),
  ),
  fault('bomb-in-a-bomb', 'too-large', packed('gzip, gzip', zlib.gzipSync(bomb))),
  fault('packed-three-times', 200, packed('gzip, gzip, gzip', zlib.gzipSync(zlib.gzipSync(bomb)))),
  fault('unpacks-to-nothing', 'too-large', socket => {
    socket.write(`${ok}content-encoding: gzip\r\n\r\n`);
    socket.write(gzipHead);
    const block = Buffer.concat(Array.from({ length: 2_000 }, () => nothing));
    pour(socket, () => block);
  }),
  fault('one-huge-header', 'not-http', socket => {
    socket.write(`${ok}x-a: `);
    let left = 100_000;
    pour(socket, () => (left-- > 0 ? kilobyte : null));
  }),
  fault('a-million-headers', 'not-http', socket => {
    socket.write(ok);
    let left = 10_000;
    pour(socket, () => (left-- > 0 ? 'a: b\r\n'.repeat(100) : '\r\n'));
  }),
  fault('endless-trailers', 'not-http', socket => {
    socket.write(`${ok}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n`);
    pour(socket, () => `x-a: ${kilobyte}\r\n`);
  }),

  // Broken off
  fault('reset-at-once', 'reset', socket => socket.resetAndDestroy()),
  fault('reset-in-the-body', 'reset', socket =>
    socket.write(`${ok}content-length: 100\r\n\r\nhalf`, () => setTimeout(() => socket.resetAndDestroy(), 20)),
  ),
  fault('closed-in-the-body', 'reset', ends(`${ok}content-length: 100\r\n\r\nhalf`)),
  fault('closed-in-a-chunk', 'reset', ends(`${ok}transfer-encoding: chunked\r\n\r\n64\r\nhalf`)),
  fault('closed-without-a-word', 'reset', socket => socket.end()),
  fault('closed-in-the-head', 'reset', ends('HTTP/1.1 200 OK\r\nconte')),
  fault(
    'switches-protocol',
    'reset',
    says('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
  ),

  // Not HTTP
  fault('bad-chunk-size', 'not-http', says(`${ok}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`)),
  fault('huge-chunk-size', 'not-http', says(`${ok}transfer-encoding: chunked\r\n\r\n${'f'.repeat(40)}\r\n`)),
  fault('two-lengths', 'not-http', says(`${ok}content-length: 2\r\ncontent-length: 3\r\n\r\n{}x`)),
  fault(
    'length-and-chunks',
    'not-http',
    says(`${ok}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
  ),
  fault('negative-length', 'not-http', says(`${ok}content-length: -2\r\n\r\n{}`)),
  // RFC 9110 §8.6 forbids it.
  fault('length-with-204', 'not-http', says('HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\n{}')),
  fault('http-0.9', 'not-http', ends('<html>plain</html>')),
  fault('mail-server', 'not-http', ends('220 mail.example ESMTP\r\n')),
  fault('http-2', 'not-http', ends('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')),
  fault('status-of-five-digits', 'not-http', says('HTTP/1.1 20000 OK\r\ncontent-length: 0\r\n\r\n')),
  fault('nul-in-a-header', 'not-http', says(`${ok}x-a: a\0b\r\ncontent-length: 0\r\n\r\n`)),
  fault('no-gzip', 'not-http', says(`${ok}content-encoding: gzip\r\ncontent-length: 5\r\n\r\nplain`)),
  fault('half-a-gzip', 'not-http', packed('gzip', zlib.gzipSync('{"a":1}').subarray(0, 12))),

  // Odd, but an answer
  fault(
    'some-1xx',
    200,
    says(`${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(50)}${ok}content-length: 2\r\n\r\n{}`),
    '{}',
  ),
  fault('body-with-204', 204, says('HTTP/1.1 204 No Content\r\n\r\n{}'), ''),
  fault('more-than-its-length', 200, says(`${ok}content-length: 2\r\n\r\n{}{"more":true}`), '{}'),
  fault(
    'trailers',
    200,
    says(`${ok}trailer: x-a\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nx-a: b\r\n\r\n`),
    '{}',
  ),
  fault('no-length', 200, ends(`${ok}\r\n{}`), '{}'),
  fault('lies-about-its-type', 200, says(`${ok}content-type: image/png\r\ncontent-length: 2\r\n\r\n{}`), '{}'),
  fault('unknown-encoding', 200, says(`${ok}content-encoding: zstd-of-tomorrow\r\ncontent-length: 2\r\n\r\n{}`), '{}'),
  fault(
    'redirects-to-itself',
    302,
    says('HTTP/1.1 302 Found\r\nlocation: /redirects-to-itself\r\ncontent-length: 0\r\n\r\n'),
  ),
  fault(
    'redirects-to-a-file',
    301,
    says('HTTP/1.1 301 Moved\r\nlocation: file:///etc/passwd\r\ncontent-length: 0\r\n\r\n'),
  ),
  fault(
    'redirects-to-gopher',
    307,
    says('HTTP/1.1 307 Temporary\r\nlocation: gopher://127.0.0.1:6379/\r\ncontent-length: 0\r\n\r\n'),
  ),
];
