import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a receiver was sent. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A real HTTP server that keeps what it is sent, and answers as it is told to. */
export async function startReceiver() {
  const received: Received[] = [];
  const state = { answer: (response: ServerResponse, _: Received): unknown => response.writeHead(204).end() };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', chunk => (body += String(chunk)));
    request.on('end', () => {
      const its = { path: request.url ?? '', headers: request.headers, body };
      received.push(its);
      state.answer(response, its);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    received,
    state,
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/hook?of=acme`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
