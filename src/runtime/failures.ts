import { arrayOf, isObject, own } from '../core/json-value.js';
import type { Failure, FailureReason } from './exchange.js';
import { refusedCode } from './guarded-lookup.js';

/** What the texts name. Milliseconds and bytes. */
interface Named {
  readonly totalMs: number;
  readonly bodyBytes: number;
  readonly headerBytes: number;
}

/** Says the same whatever the address was, so that nobody can map a network with it. */
const refusedText = 'The host leads to an address that may not be reached from here.';

/** A failure with one sentence for people. It repeats nothing that the other side or the system said. */
export function failureOf(reason: FailureReason, limits: Named): Failure {
  return { kind: 'failure', reason, text: textOfReason(reason, limits) };
}

function textOfReason(reason: FailureReason, limits: Named): string {
  switch (reason) {
    case 'address-refused':
      return refusedText;
    case 'name-not-resolved':
      return 'The name of the host cannot be resolved.';
    case 'not-connected':
      return 'No connection could be made.';
    case 'tls':
      return 'The certificate or the TLS handshake of the host was not acceptable.';
    case 'timeout':
      return `The call was not finished in time; it may take ${Math.round(limits.totalMs / 100) / 10} seconds.`;
    case 'reset':
      return 'The connection broke before the answer was complete.';
    case 'too-large':
      return `The answer is larger than ${limits.bodyBytes} bytes.`;
    case 'not-http':
      return `What was answered is not HTTP, or its headers are larger than ${limits.headerBytes} bytes.`;
    case 'rate-limited':
      return 'The API asked for no more calls for now.';
    case 'stopped':
      return 'The run was stopped.';
    case 'value-missing':
      return 'A value that an earlier answer should have given is missing.';
    case 'policy-failed':
      return 'A policy of the connector could not be applied.';
    case 'sign-in-failed':
      return 'Signing in failed.';
    case 'run-limit':
      return 'The run has used up what it may use.';
  }
}

/** Codes of undici, of Node's sockets, TLS and zlib, and of our own. */
const reasonsByCode: readonly (readonly [RegExp, FailureReason])[] = [
  [new RegExp(`^${refusedCode}$`), 'address-refused'],
  [/^ERR_ASSAY_TOO_LARGE$/, 'too-large'],
  [/^(?:ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL)$/, 'name-not-resolved'],
  [/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT)$/, 'not-connected'],
  [/^(?:UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|ETIMEDOUT)$/, 'timeout'],
  [
    /^(?:HPE_\w+|HTTPParserError|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|Z_\w+|ERR_\w*BROTLI\w*|ERR__ERROR_FORMAT_\w+)$/,
    'not-http',
  ],
  [/^(?:ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|\w*CERT\w*|DEPTH_ZERO_\w+|UNABLE_TO_\w+|EPROTO)$/, 'tls'],
  // A code that is not known comes last: of a socket or of undici, it is a connection that broke.
  [/^(?:UND_ERR_\w+|ERR_STREAM_\w+|E[A-Z]{3,})$/, 'reset'],
];

/** A request that cannot be written is a fault of ours, not of the API. */
const ourFault = /^(?:UND_ERR_INVALID_ARG|UND_ERR_NOT_SUPPORTED|UND_ERR_REQ_CONTENT_LENGTH_MISMATCH)$/;

/** What an error of undici, the socket or the decoder means; null when it is none of theirs. */
export function reasonOf(error: unknown): FailureReason | null {
  for (let cause = error, depth = 0; isObject(cause) && depth < 5; cause = own(cause, 'cause'), depth += 1) {
    // One attempt for each of a name's addresses: each has its own error.
    const errors = [cause, ...arrayOf(own(cause, 'errors'))];
    if (errors.some(each => own(each, 'syscall') === 'connect')) return 'not-connected';
    // undici's parser often has a name only.
    const codes = errors
      .flatMap(each => [own(each, 'code'), own(each, 'name')])
      .filter(code => typeof code === 'string');
    if (codes.some(code => ourFault.test(code))) return null;
    const known = reasonsByCode.find(([pattern]) => codes.some(code => pattern.test(code)));
    if (known) return known[1];
  }
  return null;
}
