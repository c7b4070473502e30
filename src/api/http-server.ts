import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import type { Log } from '../core/log.js';
import { problem } from '../core/problems.js';
import { isGateway } from './gateway-path.js';
import { documentOf, problemMediaType } from './http-problem.js';
import { beginRequest, pathOf, stateOf } from './request.js';

/** The longest JSON body: 1 MiB. Nothing that the API takes as JSON comes near it. */
const mostJson = '1mb';

/** How long a caller may take to send its header, and its whole request. Milliseconds. */
const headersTimeout = 15_000;
const requestTimeout = 120_000;

/** Probes ask every few seconds; their answers would bury the others in the log. */
const quietPaths = ['/healthz', '/readyz'];

/** Sets up what stands before the routes: identity of the request, security headers, the page, and the limits of HTTP itself. */
export function configureHttp(app: NestExpressApplication, page: string, log: Log): void {
  app.set('query parser', 'simple');
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(identify(log));
  app.use(securityHeaders());
  app.useBodyParser('json', { limit: mostJson, type: isJsonForUs });
  app.useStaticAssets(page, { index: 'index.html', redirect: false, dotfiles: 'ignore' });
  const server = app.getHttpServer();
  server.headersTimeout = headersTimeout;
  server.requestTimeout = requestTimeout;
  server.on('clientError', (error, socket) => refuse(error, socket, log));
}

/** What goes through the gateway is not ours to parse. */
function isJsonForUs({ url = '', headers }: IncomingMessage): boolean {
  return !isGateway(url) && /^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '');
}

/** Gives the request a name that its caller and the log share, and tells how it was answered. */
function identify(log: Log) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const id = randomUUID();
    const started = performance.now();
    beginRequest(request, id);
    response.set({ 'X-Request-Id': id, 'Cache-Control': 'no-store' });
    response.once('close', () => {
      const path = pathOf(request);
      if (quietPaths.includes(path)) return;
      const { principal } = stateOf(request);
      const status = response.writableFinished ? response.statusCode : 'broken off';
      const ms = Math.round(performance.now() - started);
      log.info(
        { request: id, method: request.method, path, status, ms, account: principal?.account.id },
        'Request answered',
      );
    });
    next();
  };
}

/** The page is plain files of ours: nothing inline, nothing from elsewhere, never inside a frame. */
function securityHeaders() {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
    // For the proxy to say that has the certificate: this process does not know under which names it is reached.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
}

/** Statuses of what Node refuses before there is a request. */
const refusals: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** Answers bytes that are no HTTP request, in the form of every other failure. */
function refuse(error: Error & { code?: string }, socket: Duplex, log: Log): void {
  const { code = '' } = error;
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = refusals[code] ?? 400;
  const refusal =
    status === 408
      ? problem('request-timeout')
      : problem('request-malformed', { reason: 'It is not well-formed HTTP, or its header is too long.' });
  log.info({ code: refusal.code, because: code }, 'Connection refused');
  const body = JSON.stringify({ ...documentOf(refusal, '/'), status });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${problemMediaType}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n${body}`,
  );
}
