import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ask } from './http.js';
import type { Question } from './http.js';

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

let server: Server | null = null;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A service that answers as the handler says; gives its address and the Idempotency-Keys that it was sent. */
async function serviceOf(handler: Handler): Promise<{ url: string; keys: (string | undefined)[] }> {
  const keys: (string | undefined)[] = [];
  server = createServer((request, response) => {
    keys.push(request.headers['idempotency-key']?.toString());
    request.resume().on('end', () => handler(request, response, keys.length));
  });
  await new Promise<void>(done => server?.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, keys };
}

const problemOf = (status: number, code: string) => (_: IncomingMessage, response: ServerResponse) =>
  response
    .writeHead(status, { 'content-type': 'application/problem+json' })
    .end(JSON.stringify({ code, title: 'No.', detail: 'Because.', fix: 'Do this.' }));

const post = (url: string, question: Question = {}) =>
  ask({ server: url, token: 'assay_x' }, '/submissions', { method: 'POST', body: {}, ...question });

describe('cli/client/http', () => {
  it('tries a busy service again with the same key, so that one submission is made', async () => {
    const { url, keys } = await serviceOf((request, response, count) => {
      if (count === 1) return problemOf(503, 'server-busy')(request, response);
      return response.writeHead(202).end('{}');
    });
    const told: string[] = [];

    const answer = await post(url, { onRetry: reason => told.push(reason) });

    expect(answer.status).toBe(202);
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), keys[0]]);
    expect(told).toEqual(['No. Because.']);
  });

  it('tries again when the connection is cut before the answer', async () => {
    const { url, keys } = await serviceOf((request, response, count) =>
      count === 1 ? request.socket.destroy() : response.writeHead(202).end('{}'),
    );

    expect((await post(url)).status).toBe(202);
    expect(new Set(keys).size).toBe(1);
  });

  it('gives the service’s own words when it refuses', async () => {
    const { url } = await serviceOf(problemOf(403, 'four-eyes'));

    await expect(post(url)).rejects.toMatchObject({ code: 'four-eyes', title: 'No.', fix: 'Do this.', status: 403 });
  });

  it('sees that something else answers there', async () => {
    const { url } = await serviceOf((_, response) => response.writeHead(404).end('<html>'));

    await expect(post(url)).rejects.toMatchObject({ code: 'server-not-assay' });
  });

  it('does not carry the token where a redirect leads', async () => {
    const { url, keys } = await serviceOf((_, response) =>
      response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
    );

    await expect(ask({ server: url, token: 'assay_x' }, '/me')).rejects.toMatchObject({ code: 'server-unreachable' });
    expect(keys).toHaveLength(1);
  });

  it('asks for a token before it asks the service', async () => {
    await expect(ask({ server: 'http://127.0.0.1:4', token: null }, '/me')).rejects.toMatchObject({
      code: 'client-token-missing',
    });
  });
});
