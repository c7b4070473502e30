import dns from 'node:dns';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { Agent, request } from 'undici';
import { isPublicAddress } from './addresses.js';
import { decodeBody } from './decode-body.js';
import type { Destination } from './egress-policy.js';
import type { Answer, Failure, FailureReason, Headers } from './exchange.js';
import { arrayOf, isObject, own } from '../core/json-value.js';

/** How much one call may cost. Times in milliseconds, sizes in bytes. */
export interface EgressLimits {
  readonly connectMs: number;
  /** From the request's last byte to the answer's head. */
  readonly headersMs: number;
  /** The whole call. */
  readonly totalMs: number;
  /** The answer's body once decoded. */
  readonly bodyBytes: number;
  readonly headerBytes: number;
}

export const defaultEgressLimits: EgressLimits = {
  connectMs: 10_000,
  headersMs: 20_000,
  totalMs: 30_000,
  bodyBytes: 1_048_576,
  headerBytes: 16_384,
};

/** One request as it leaves: `path` starts with a slash and includes the query. */
export interface Outgoing {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: Uint8Array | null;
}

/** The only way out of the service. */
export interface Egress {
  /** Sends one request. Never throws for what the other side or the network does: that is the failure given back. */
  send(outgoing: Outgoing, destination: Destination, signal: AbortSignal): Promise<Answer | Failure>;
  close(): Promise<void>;
}

/** Says the same whatever the address was, so that nobody can map a network with it. */
export const refusedText = 'The host leads to an address that may not be reached from here.';

const refusedCode = 'ERR_ASSAY_ADDRESS_REFUSED';

/**
 * Opens the guard. Every address a name resolves to is checked in the very lookup whose answer is connected to, so a name that
 * changes its answer gains nothing. Redirects are not followed, proxy variables of the environment are not read, and cookies
 * are not kept.
 */
export function openEgress(limits: EgressLimits = defaultEgressLimits): Egress {
  const agents = { guarded: agentOf(limits, guardedLookup), open: agentOf(limits, undefined) };
  return {
    async send(outgoing, destination, signal) {
      const { hostname } = new URL(destination.connectTo);
      const literal = hostname.replace(/^\[|\]$/g, '');
      // Node connects to a literal without a lookup.
      if (!destination.privateAllowed && isIP(literal) !== 0 && !isPublicAddress(literal)) {
        return { kind: 'failure', reason: 'address-refused', text: refusedText };
      }
      const deadline = AbortSignal.timeout(limits.totalMs);
      try {
        return await exchange(
          destination.privateAllowed ? agents.open : agents.guarded,
          outgoing,
          destination,
          limits,
          AbortSignal.any([deadline, signal]),
        );
      } catch (error) {
        if (signal.aborted) return failure('stopped', limits);
        return failure(deadline.aborted ? 'timeout' : reasonOf(error), limits);
      }
    },
    async close() {
      await Promise.all([agents.guarded.destroy(), agents.open.destroy()]);
    },
  };
}

function agentOf(limits: EgressLimits, lookup: LookupFunction | undefined): Agent {
  return new Agent({
    connect: { timeout: limits.connectMs, ...(lookup && { lookup }) },
    headersTimeout: limits.headersMs,
    bodyTimeout: limits.totalMs,
    maxHeaderSize: limits.headerBytes,
    connections: 4,
    allowH2: false,
  });
}

async function exchange(
  dispatcher: Agent,
  { method, path, headers, body }: Outgoing,
  { origin, connectTo }: Destination,
  limits: EgressLimits,
  signal: AbortSignal,
): Promise<Answer> {
  const answer = await request(connectTo + path, {
    dispatcher,
    method: method.toUpperCase(),
    // The host that the definition names, also where the administrator's route leads elsewhere: the API is called as itself.
    headers: [['host', new URL(origin).host], ['accept-encoding', 'identity'], ...headers].flat(),
    body,
    signal,
    responseHeaders: 'raw',
  });
  const received = headersOf(answer.headers);
  try {
    const decoded = await decodeBody(answer.body, received, limits.bodyBytes);
    return { kind: 'answer', status: answer.statusCode, headers: received, body: decoded };
  } finally {
    answer.body.destroy();
  }
}

/** undici gives raw headers as a flat list when asked to, and types them as a record. */
function headersOf(raw: unknown): Headers {
  const flat = Array.isArray(raw)
    ? raw.map(item => (Buffer.isBuffer(item) ? item.toString('latin1') : String(item)))
    : [];
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    headers.push([(flat[index] ?? '').toLowerCase(), flat[index + 1] ?? '']);
  }
  return headers;
}

const guardedLookup: LookupFunction = (hostname, options, callback) => {
  dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) {
      callback(error, '', 0);
      return;
    }
    const first = addresses[0];
    if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
      callback(Object.assign(new Error(refusedText), { code: refusedCode }), '', 0);
      return;
    }
    if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

function failure(reason: FailureReason, limits: EgressLimits): Failure {
  return { kind: 'failure', reason, text: textOfReason(reason, limits) };
}

function textOfReason(reason: FailureReason, limits: EgressLimits): string {
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
      return `The call was not finished in time; it may take ${limits.totalMs / 1000} seconds.`;
    case 'reset':
      return 'The connection broke before the answer was complete.';
    case 'too-large':
      return `The answer is larger than ${limits.bodyBytes} bytes.`;
    case 'not-http':
      return `What was answered is not HTTP, or its headers are larger than ${limits.headerBytes} bytes.`;
    case 'stopped':
      return 'The run was stopped.';
    case 'value-missing':
      return 'A value that an earlier answer should have given is missing.';
    case 'run-limit':
      return 'The run has used up what it may use.';
  }
}

const reasonsByCode: readonly (readonly [RegExp, FailureReason])[] = [
  [/^ERR_ASSAY_ADDRESS_REFUSED$/, 'address-refused'],
  [/^ERR_ASSAY_TOO_LARGE$/, 'too-large'],
  [/^(?:ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL)$/, 'name-not-resolved'],
  [/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT)$/, 'not-connected'],
  [/^(?:UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|ETIMEDOUT)$/, 'timeout'],
  [/^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_ABORTED|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/, 'reset'],
  [/^(?:HPE_\w+|HTTPParserError|UND_ERR_HEADERS_OVERFLOW|Z_\w+|ERR_\w*BROTLI\w*|ERR__ERROR_FORMAT_\w+)$/, 'not-http'],
  [/^(?:ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|\w*CERT\w*|DEPTH_ZERO_\w+|UNABLE_TO_\w+|EPROTO)$/, 'tls'],
];

/** What an error of undici, the socket or the decoder means. A code that is not known is a broken connection: nothing arrived. */
function reasonOf(error: unknown): FailureReason {
  for (let cause = error, depth = 0; isObject(cause) && depth < 5; cause = own(cause, 'cause'), depth += 1) {
    // One attempt for each of a name's addresses: each has its own error. undici's parser often has a name only.
    const codes = [cause, ...arrayOf(own(cause, 'errors'))].map(each => own(each, 'code') ?? own(each, 'name'));
    const known = reasonsByCode.find(([pattern]) => codes.some(code => typeof code === 'string' && pattern.test(code)));
    if (known) return known[1];
  }
  return 'reset';
}
