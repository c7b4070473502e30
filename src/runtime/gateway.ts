import http from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { caseHeader, readAsked } from './call.js';
import type { Call, CallTarget } from './call.js';
import type { SignIn } from './credential.js';
import type { Definition } from './definition.js';
import { defaultEgressLimits, openEgress } from './egress.js';
import type { EgressLimits } from './egress.js';
import type { EgressPolicy } from './egress-policy.js';
import type { Answer, Exchange, Failure } from './exchange.js';
import { openCaller } from './make-call.js';
import type { MadeCall } from './make-call.js';
import type { Redactor } from './redact.js';
import { makeSocketFolder } from './socket-folder.js';

/** How much one run may use. Sizes in bytes, times in milliseconds. */
export interface GatewayLimits {
  readonly requests: number;
  readonly requestBodyBytes: number;
  /** Bodies of all answers together: they stay in memory until the run is judged. */
  readonly answerBytes: number;
  /**
   * One request of the child with everything that it becomes: signing in, calls of policies, attempts, pauses. Whoever waits for the
   * gateway has to have more patience than this.
   */
  readonly requestMs: number;
  readonly call: EgressLimits;
}

export const defaultGatewayLimits: GatewayLimits = {
  requests: 500,
  requestBodyBytes: 1_048_576,
  answerBytes: 33_554_432,
  requestMs: 38_000,
  call: defaultEgressLimits,
};

/** Calls that one request may become: five that policies make, the request's own, and all of them once more after a 401. */
const mostCallsPerRequest = 12;

export interface GatewayOptions {
  readonly definition: Definition;
  /** By case id: what the run may call. Everything else is refused. */
  readonly targets: ReadonlyMap<string, CallTarget>;
  readonly signIn: SignIn;
  readonly redactor: Redactor;
  readonly egress: EgressPolicy;
  readonly limits?: GatewayLimits;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** What a run left behind. */
export interface GatewayRecord {
  /** In the order in which they were made. */
  readonly exchanges: readonly Exchange[];
  /** Requests that belonged to no case or did not fit theirs. */
  readonly refused: number;
}

/** The one thing that a child can reach: plain HTTP on a UNIX socket, which becomes calls of the connector's API. */
export interface Gateway {
  readonly socketPath: string;
  /**
   * Ends every call under way and gives the record. Leaves nothing on disk. Harmless a second time. Rejects with what nobody expected
   * while the run went on: then {@link recorded} still has what was made before it.
   */
  close(): Promise<GatewayRecord>;
  /** What was made so far. */
  recorded(): GatewayRecord;
}

/**
 * Opens a gateway for one run. It signs in, applies policies, goes out through the egress guard, records, redacts, and only then
 * answers, so that who calls holds no credential, sees none in an answer, and reaches nothing but the connector's API.
 */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const limits = options.limits ?? defaultGatewayLimits;
  const place = await makeSocketFolder();
  const egress = openEgress(limits.call);
  const stopped = new AbortController();
  const signal = AbortSignal.any([stopped.signal, options.signal]);
  const exchanges: Exchange[] = [];
  const used = { requests: 0, calls: 0, answerBytes: 0, refused: 0 };
  let broken: { readonly error: unknown } | null = null;

  const send = (call: Call, withinMs: number): Promise<Answer | Failure> | Answer | Failure => {
    if (used.answerBytes >= limits.answerBytes) {
      return failed('run-limit', `The answers of this run are larger than ${limits.answerBytes} bytes together.`);
    }
    if (call.destination === null) return failed('address-refused', 'The definition names no host that can be called.');
    return egress.send(call, call.destination, signal, withinMs);
  };
  const makeCall = openCaller({
    ...options,
    signal,
    requestMs: limits.requestMs,
    async send(call, withinMs) {
      used.calls += 1;
      if (used.calls > limits.requests * mostCallsPerRequest)
        return failed('run-limit', 'The run has made too many calls.');
      const result = await send(call, withinMs);
      if (result.kind === 'answer') used.answerBytes += result.body.length;
      return result;
    },
  });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const caseId = String(request.headers[caseHeader] ?? '');
    const target = options.targets.get(caseId);
    const asked = readAsked(request, options.definition, target);
    used.requests += 1;
    if (target === undefined || asked === null || used.requests > limits.requests) {
      used.refused += 1;
      respond(response, 403, 'This request belongs to no case of the run.');
      return;
    }
    const body = await readBody(request, limits.requestBodyBytes);
    if (body === null) {
      used.refused += 1;
      respond(response, 413, 'The request is too large.');
      return;
    }
    const consumerBase = `http://${request.headers.host ?? ''}${options.definition.basePath}`;
    const asking = { ...asked, body: body.length === 0 ? null : body };
    const made = await makeCall({ caseId, target, asked: asking, consumerBase }).catch((error: unknown) => {
      // A bug of ours. Whoever closes the gateway is told; a run that was stopped is no news.
      if (!signal.aborted) broken ??= { error };
      throw error;
    });
    exchanges.push(...made.exchanges);
    passOn(response, made);
  };

  const server = http.createServer({ maxHeaderSize: 32_768, requestTimeout: 30_000, headersTimeout: 10_000 });
  server.maxConnections = 8;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(place.socketPath, resolve);
  });

  const recorded = (): GatewayRecord => ({ exchanges: [...exchanges], refused: used.refused });
  let closing: Promise<GatewayRecord> | null = null;
  const close = async (): Promise<GatewayRecord> => {
    stopped.abort();
    const ended = new Promise<void>(resolve => server.close(() => resolve()));
    server.closeAllConnections();
    await ended;
    await egress.close();
    await place.remove();
    if (broken !== null) throw broken.error;
    return recorded();
  };
  return { socketPath: place.socketPath, close: () => (closing ??= close()), recorded };
}

async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Gives the child what its scripts may look at: status, body, where a created thing is, and headers that a policy has set. */
function passOn(response: ServerResponse, { consumed, setHeaders }: MadeCall): void {
  if (consumed.kind === 'failure') {
    respond(response, 502, consumed.text);
    return;
  }
  // The body is handed on decoded, whatever a policy says of it.
  const shown = ['content-type', 'location', ...setHeaders.filter(name => name !== 'content-encoding')];
  // A status below 200 cannot be passed on as a final one.
  response.writeHead(Math.max(consumed.status, 200), consumed.headers.filter(([name]) => shown.includes(name)).flat());
  response.end(consumed.body);
}

function respond(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(text);
}

function failed(reason: Failure['reason'], text: string): Failure {
  return { kind: 'failure', reason, text };
}
