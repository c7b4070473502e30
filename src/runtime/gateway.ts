import http from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { callOf, caseHeader, readTarget } from './call.js';
import type { Call, CallTarget } from './call.js';
import type { Definition } from './definition.js';
import { defaultEgressLimits, openEgress } from './egress.js';
import type { EgressLimits } from './egress.js';
import type { EgressPolicy } from './egress-policy.js';
import type { Answer, Exchange, Failure, Headers } from './exchange.js';
import type { Redactor } from './redact.js';
import type { SignIn } from './sign-in.js';
import { makeSocketFolder } from './socket-folder.js';

/** How much one run may use. Sizes in bytes, times in milliseconds. */
export interface GatewayLimits {
  readonly requests: number;
  readonly requestBodyBytes: number;
  /** Bodies of all answers together: they stay in memory until the run is judged. */
  readonly answerBytes: number;
  readonly call: EgressLimits;
}

export const defaultGatewayLimits: GatewayLimits = {
  requests: 500,
  requestBodyBytes: 1_048_576,
  answerBytes: 33_554_432,
  call: defaultEgressLimits,
};

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
  /** Ends every call under way and gives the record. Leaves nothing on disk. Harmless a second time. */
  close(): Promise<GatewayRecord>;
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
  const used = { requests: 0, answerBytes: 0, refused: 0 };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const caseId = String(request.headers[caseHeader] ?? '');
    const target = options.targets.get(caseId);
    const asked = readTarget(request, options.definition, target);
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
    const startedAt = options.now();
    const call = callOf(options, target, asked, request, body);
    const began = performance.now();
    const result = await resultOf(call, used.answerBytes >= limits.answerBytes);
    if (result.kind === 'answer') used.answerBytes += result.body.length;
    const clean = redactResult(result, options.redactor);
    exchanges.push({
      caseId,
      operationId: target.operation.operationId,
      startedAt: startedAt.toISOString(),
      request: redactRequest(call, options.redactor),
      route: call.destination?.route ?? 'direct',
      connectedTo: options.redactor.text(call.destination?.connectTo ?? call.origin),
      result: clean.result,
      durationMs: Math.round(performance.now() - began),
      secretsInAnswer: clean.count,
    });
    passOn(response, clean.result);
  };

  const resultOf = (call: Call, exhausted: boolean): Answer | Failure | Promise<Answer | Failure> => {
    if (call.unresolved) return failed('value-missing', 'A value that an earlier answer should have given is missing.');
    if (exhausted)
      return failed('run-limit', `The answers of this run are larger than ${limits.answerBytes} bytes together.`);
    if (call.destination === null) return failed('address-refused', 'The definition names no host that can be called.');
    return egress.send(call, call.destination, signal);
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

  let closing: Promise<GatewayRecord> | null = null;
  const close = async (): Promise<GatewayRecord> => {
    stopped.abort();
    const ended = new Promise<void>(resolve => server.close(() => resolve()));
    server.closeAllConnections();
    await ended;
    await egress.close();
    await place.remove();
    return { exchanges: [...exchanges], refused: used.refused };
  };
  return { socketPath: place.socketPath, close: () => (closing ??= close()) };
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

function redactRequest({ method, origin, path, headers, body }: Call, redactor: Redactor): Exchange['request'] {
  return {
    method,
    url: redactor.text(origin + path),
    headers: redactHeaders(headers, redactor),
    body: body === null ? null : redactor.bytes(body).bytes,
  };
}

function redactResult(result: Answer | Failure, redactor: Redactor): { result: Answer | Failure; count: number } {
  if (result.kind === 'failure') return { result, count: 0 };
  const headers = redactHeaders(result.headers, redactor);
  const { bytes, count } = redactor.bytes(result.body);
  const inHeaders = headers.filter(([, value], index) => value !== result.headers[index]?.[1]).length;
  return { result: { ...result, headers, body: bytes }, count: count + inHeaders };
}

function redactHeaders(headers: Headers, redactor: Redactor): Headers {
  return headers.map(([name, value]) => [name, redactor.text(value)] as const);
}

/** Gives the child what its scripts may look at: status, body, and where a created thing is. */
function passOn(response: ServerResponse, result: Answer | Failure): void {
  if (result.kind === 'failure') {
    respond(response, 502, result.text);
    return;
  }
  const headers = result.headers.filter(([name]) => name === 'content-type' || name === 'location');
  // A status below 200 cannot be passed on as a final one.
  response.writeHead(Math.max(result.status, 200), headers.flat());
  response.end(result.body);
}

function respond(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(text);
}

function failed(reason: Failure['reason'], text: string): Failure {
  return { kind: 'failure', reason, text };
}
