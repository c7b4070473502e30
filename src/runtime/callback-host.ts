import { randomBytes } from 'node:crypto';
import http from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { problem } from '../core/problems.js';
import type { Headers } from './exchange.js';

/** One call of an API back to us: what a webhook trigger hands to its users. */
export interface Notification {
  /** RFC 3339. */
  readonly receivedAt: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** An address of ours that an API may call back, for one trigger of one run. */
export interface Callback {
  /** Holds 256 random bits: who was not told it cannot guess it. */
  readonly url: string;
  /** Everything that came so far, in order. */
  received(): readonly Notification[];
  /** The notification at this position, counted from 0: at once when it is there, else as soon as it comes. Null after `ms`, or on abort. */
  at(position: number, ms: number, signal: AbortSignal): Promise<Notification | null>;
  /** From here on the address is unknown. */
  close(): void;
}

/** Listens for calls of APIs back to us. */
export interface CallbackHost {
  /** Where APIs reach it: scheme, host and port. */
  readonly origin: string;
  open(): Callback;
  /** Ends all connections and forgets all addresses. */
  close(): Promise<void>;
}

export interface CallbackHostOptions {
  /** Address that is listened on; port 0 takes any free one. */
  readonly host: string;
  readonly port: number;
  /** Origin, and path if need be, at which APIs reach this listener. Null: the address that is listened on. */
  readonly publicUrl: string | null;
  readonly now: () => Date;
}

/** Bytes of one notification; the largest one that the platform documents for a trigger is far smaller. */
const bodyBytes = 1_048_576;
/** Notifications of one callback that are kept; an API that sends more is answered and not listened to. */
const mostKept = 20;
const methods = ['POST', 'PUT', 'PATCH'];

/**
 * Opens the listener that webhook triggers are tested with. It tells a caller nothing: any address that is not open is unknown,
 * and one that is gets an empty 200 answer. Throws `callback-not-listening` for what the system refuses, such as a port in use.
 */
export async function openCallbackHost({ host, port, publicUrl, now }: CallbackHostOptions): Promise<CallbackHost> {
  const open = new Map<string, (notification: Notification) => void>();
  const server = http.createServer({ maxHeaderSize: 16_384, requestTimeout: 30_000, headersTimeout: 10_000 });
  server.maxConnections = 64;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    take(request, response, open, now).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'it is in use already' : (error.code ?? error.message);
      reject(problem('callback-not-listening', { host, port, reason }, error));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  const origin = (publicUrl ?? `http://${shown}:${address.port}`).replace(/\/+$/, '');
  return {
    origin: new URL(origin).origin,
    open: () => openCallback(origin, open),
    async close() {
      open.clear();
      const ended = new Promise<void>(resolve => server.close(() => resolve()));
      server.closeAllConnections();
      await ended;
    },
  };
}

function openCallback(origin: string, open: Map<string, (notification: Notification) => void>): Callback {
  const token = randomBytes(32).toString('base64url');
  const received: Notification[] = [];
  const waiting = new Set<() => void>();
  open.set(token, notification => {
    if (received.length === mostKept) return;
    received.push(notification);
    for (const wake of waiting) wake();
  });
  return {
    url: `${origin}/callbacks/${token}`,
    received: () => [...received],
    async at(position, ms, signal) {
      const limit = AbortSignal.any([AbortSignal.timeout(ms), signal]);
      while (received.length <= position && !limit.aborted) {
        await new Promise<void>(resolve => {
          const wake = () => {
            waiting.delete(wake);
            limit.removeEventListener('abort', wake);
            resolve();
          };
          waiting.add(wake);
          limit.addEventListener('abort', wake, { once: true });
        });
      }
      return received[position] ?? null;
    },
    close: () => void open.delete(token),
  };
}

async function take(
  request: IncomingMessage,
  response: ServerResponse,
  open: ReadonlyMap<string, (notification: Notification) => void>,
  now: () => Date,
): Promise<void> {
  const token = /\/callbacks\/([\w-]{43})(?:\?.*)?$/.exec(request.url ?? '')?.[1] ?? '';
  const keep = open.get(token);
  if (keep === undefined || !methods.includes(request.method ?? '')) return answer(response, keep ? 405 : 404);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyBytes) return answer(response, 413);
    chunks.push(chunk);
  }
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    headers.push([(request.rawHeaders[index] ?? '').toLowerCase(), request.rawHeaders[index + 1] ?? '']);
  }
  keep({ receivedAt: now().toISOString(), method: request.method ?? '', headers, body: Buffer.concat(chunks) });
  answer(response, 200);
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-length': '0', connection: 'close' });
  response.end();
}
