import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { isPublicAddress } from './addresses.js';
import { decodeBody } from './decode-body.js';
import type { Destination } from './egress-policy.js';
import type { Answer, Failure, Headers } from './exchange.js';
import { failureOf, reasonOf } from './failures.js';
import { guardedLookup } from './guarded-lookup.js';
import type { ResolveName } from './guarded-lookup.js';
import { openPatience, realClock } from './patience.js';
import type { Clock } from './patience.js';
import { defaultRetryLimits } from './retry.js';
import type { RetryLimits } from './retry.js';

/** How much one call may cost. Times in milliseconds, sizes in bytes. */
export interface EgressLimits {
  readonly connectMs: number;
  /** From the request's last byte to the answer's head. */
  readonly headersMs: number;
  /** One attempt, from the name's lookup to the body's last byte. */
  readonly totalMs: number;
  /** The answer's body, as it comes and once decoded. */
  readonly bodyBytes: number;
  readonly headerBytes: number;
  /** How calls are repeated; {@link defaultRetryLimits} unless told. */
  readonly retry?: RetryLimits;
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
  /**
   * Sends one request, again if need be. Never throws for what the other side or the network does: that is the failure given back.
   * A request that cannot be written as HTTP is a bug of the caller's and is thrown. `withinMs`: all attempts and pauses together take no
   * longer, in milliseconds above zero.
   */
  send(outgoing: Outgoing, destination: Destination, signal: AbortSignal, withinMs?: number): Promise<Answer | Failure>;
  close(): Promise<void>;
}

/** What tests put in the place of the world. */
export interface EgressWorld {
  readonly clock?: Clock;
  readonly resolve?: ResolveName;
  /** PEM of the only authorities to be trusted; the system's unless told. */
  readonly authorities?: string;
}

/**
 * Opens the guard for one run. Every address a name resolves to is checked in the very lookup whose answer is connected to, so a
 * name that changes its answer gains nothing. Redirects are not followed, proxy variables of the environment are not read, and
 * cookies are not kept. What may be repeated is repeated, within the run's patience.
 */
export function openEgress(limits: EgressLimits = defaultEgressLimits, world: EgressWorld = {}): Egress {
  // A lookup has half of the time, so that the other half is left to connect, and a slow resolver is told from a dead host.
  const lookupMs = limits.connectMs / 2;
  const agents = {
    guarded: agentOf(limits, guardedLookup(lookupMs, true, world.resolve), world.authorities),
    open: agentOf(limits, guardedLookup(lookupMs, false, world.resolve), world.authorities),
  };
  const makePatiently = openPatience(limits.retry ?? defaultRetryLimits, world.clock ?? realClock);
  return {
    send(outgoing, destination, signal, allMs = Infinity) {
      const { hostname } = new URL(destination.connectTo);
      const literal = hostname.replace(/^\[|\]$/g, '');
      // Node connects to a literal without a lookup.
      if (!destination.privateAllowed && isIP(literal) !== 0 && !isPublicAddress(literal)) {
        return Promise.resolve(failureOf('address-refused', limits));
      }
      const agent = destination.privateAllowed ? agents.open : agents.guarded;
      return makePatiently({
        method: outgoing.method,
        origin: destination.origin,
        signal,
        withinMs: allMs,
        attempt: withinMs =>
          callOnce(agent, outgoing, destination, { ...limits, totalMs: Math.min(limits.totalMs, withinMs) }, signal),
      });
    },
    async close() {
      await Promise.all([agents.guarded.destroy(), agents.open.destroy()]);
    },
  };
}

function agentOf(limits: EgressLimits, lookup: LookupFunction, authorities: string | undefined): Agent {
  return new Agent({
    // Node gives each but the last of a name's addresses a quarter of a second, which a server far away does not keep to.
    connect: {
      timeout: limits.connectMs,
      lookup,
      autoSelectFamilyAttemptTimeout: 1_000,
      ...(authorities !== undefined && { ca: authorities }),
    },
    headersTimeout: limits.headersMs,
    bodyTimeout: limits.totalMs,
    maxHeaderSize: limits.headerBytes,
    connections: 4,
    allowH2: false,
  });
}

async function callOnce(
  agent: Agent,
  outgoing: Outgoing,
  destination: Destination,
  limits: EgressLimits,
  signal: AbortSignal,
): Promise<Answer | Failure> {
  const deadline = AbortSignal.timeout(Math.ceil(limits.totalMs));
  try {
    return await exchange(agent, outgoing, destination, limits, AbortSignal.any([deadline, signal]));
  } catch (error) {
    if (signal.aborted) return failureOf('stopped', limits);
    if (deadline.aborted) return failureOf('timeout', limits);
    const reason = reasonOf(error);
    if (reason === null) throw error;
    return failureOf(reason, limits);
  }
}

async function exchange(
  agent: Agent,
  { method, path, headers, body }: Outgoing,
  { origin, connectTo }: Destination,
  limits: EgressLimits,
  signal: AbortSignal,
): Promise<Answer> {
  // undici sends a path that is a whole URL as it is; a proxy at the destination would go there.
  if (!path.startsWith('/')) throw new Error('The path of a request has to start with a slash.');
  const answer = await agent.request({
    // Apart from the path: put together, a path that starts with `@` would make the host a user name.
    origin: connectTo,
    path: path.replace(/[^\x21-\x7e]/gu, encoded),
    method: method.toUpperCase(),
    headers: [
      // The host that the definition names, also where the administrator's route leads elsewhere: the API is called as itself.
      ['host', new URL(origin).host],
      ['accept-encoding', 'identity'],
      ...headers.filter(([name]) => !ownHeaders.includes(name.toLowerCase())),
    ].flat(),
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

/** Headers that say where a request goes and where it ends (RFC 9110 §7.6.1, RFC 9112 §6): nobody but this file writes them. */
const ownHeaders: readonly string[] = [
  'host',
  'connection',
  'keep-alive',
  'proxy-connection',
  'content-length',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'expect',
];

/** Percent-encoded as UTF-8. Half of a surrogate pair is no character and becomes the replacement character. */
function encoded(character: string): string {
  return encodeURIComponent(character.toWellFormed());
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
