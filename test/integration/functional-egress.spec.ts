import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readDefinition } from '../../src/runtime/definition.js';
import { openEgress } from '../../src/runtime/egress.js';
import { destinationOf, parseEgressAllow, publicOnly } from '../../src/runtime/egress-policy.js';
import type { EgressPolicy } from '../../src/runtime/egress-policy.js';
import { storedExchange } from '../../src/runtime/exchange.js';
import type { Exchange } from '../../src/runtime/exchange.js';
import { openGateway } from '../../src/runtime/gateway.js';
import type { GatewayLimits } from '../../src/runtime/gateway.js';
import { createRedactor } from '../../src/runtime/redact.js';
import { startServer } from '../support/functional.js';

const limits = { connectMs: 1_000, headersMs: 1_000, totalMs: 2_000, bodyBytes: 65_536, headerBytes: 8_192 };

/** What the guard makes of one call of `scheme://host/`, under a policy. */
async function call(scheme: 'http' | 'https', host: string, policy: EgressPolicy = publicOnly) {
  const destination = destinationOf(scheme, host, policy);
  if (destination === null) return { kind: 'failure', reason: 'no destination' };
  const egress = openEgress(limits);
  const { signal } = new AbortController();
  try {
    return await egress.send({ method: 'GET', path: '/', headers: [], body: null }, destination, signal);
  } finally {
    await egress.close();
  }
}

/** A call of a server of the test, which the administrator has allowed. */
const callServer = (url: string) => call('http', new URL(url).host, parseEgressAllow(new URL(url).host));

describe('the egress guard', () => {
  it.each([
    '127.0.0.1',
    '0x7f.1',
    '2130706433',
    '0177.0.0.1',
    '127.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '169.254.169.254',
    'localhost',
    'LOCALHOST',
    '0',
  ])('does not reach %s, and says the same for each', async host => {
    expect(await call('http', host)).toEqual({
      kind: 'failure',
      reason: 'address-refused',
      text: 'The host leads to an address that may not be reached from here.',
    });
  });

  it('does not reach a name that ends in a dot either', async () => {
    const result = await call('http', 'localhost.');

    // Some systems do not resolve it at all.
    expect(['address-refused', 'name-not-resolved']).toContain('reason' in result ? result.reason : result.kind);
  });

  it('does not mistake a user name for the host', async () =>
    expect(await call('http', 'good.example@127.0.0.1')).toMatchObject({ reason: 'no destination' }));

  it('A29: ignores the proxy that the environment names', async () => {
    let asked = 0;
    const proxy = await startServer((_request, response) => {
      asked += 1;
      response.end();
    });
    Object.assign(process.env, { HTTP_PROXY: proxy.url, http_proxy: proxy.url, ALL_PROXY: proxy.url });
    try {
      expect(await call('http', '127.0.0.1')).toMatchObject({ reason: 'address-refused' });
      expect(asked).toBe(0);
    } finally {
      for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY']) delete process.env[name];
      await proxy.stop();
    }
  });

  it('reports a redirect and does not follow it', async () => {
    const server = await startServer((_request, response) =>
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    );

    expect(await callServer(server.url)).toMatchObject({ kind: 'answer', status: 302 });
    await server.stop();
  });

  it('unpacks what is compressed', async () => {
    const server = await startServer((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}')),
    );

    const answer = await callServer(server.url);

    expect(answer).toMatchObject({ kind: 'answer', body: Buffer.from('{"a":1}') });
    await server.stop();
  });

  it.each([
    ['too large', 'too-large', response => response.end(Buffer.alloc(100_000))],
    [
      'a bomb',
      'too-large',
      response => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(5_000_000))),
    ],
    [
      'no gzip though it says so',
      'not-http',
      response => response.writeHead(200, { 'content-encoding': 'gzip' }).end('plain'),
    ],
    ['never begun', 'timeout', () => undefined],
    [
      'never finished',
      'timeout',
      response => {
        response.writeHead(200);
        const drip = setInterval(() => response.write('x'), 100);
        response.on('close', () => clearInterval(drip));
      },
    ],
    [
      'endless',
      'too-large',
      response => {
        const pour = () => {
          while (!response.destroyed && response.write(Buffer.alloc(16_384)));
        };
        response.on('drain', pour);
        pour();
      },
    ],
    [
      'broken off',
      'reset',
      response => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('x', () => response.destroy());
      },
    ],
    ['full of headers', 'not-http', response => response.writeHead(200, { 'x-a': 'a'.repeat(20_000) }).end()],
  ] as [string, string, (response: http.ServerResponse) => unknown][])(
    'cuts an answer that is %s',
    async (_what, reason, answer) => {
      const server = await startServer((_request, response) => void answer(response));

      expect(await callServer(server.url)).toMatchObject({ kind: 'failure', reason });
      await server.stop();
    },
  );

  it('takes what is not HTTP for a failure', async () => {
    const server = net
      .createServer(socket => void socket.once('data', () => socket.end('220 mail.example ESMTP\r\n')))
      .listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));

    const result = await callServer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

    expect(result).toMatchObject({ kind: 'failure', reason: 'not-http' });
    server.close();
  });
});

describe('the gateway', () => {
  const definition = readDefinition({
    host: 'api.example.com',
    basePath: '/v1',
    paths: {
      '/things/{id}': { get: { operationId: 'GetThing', parameters: [{ name: 'id', in: 'path', type: 'string' }] } },
    },
  });
  const [operation] = definition.operations;
  const callLimits: GatewayLimits = {
    requests: 3,
    requestBodyBytes: 1_024,
    answerBytes: 20,
    requestMs: 5_000,
    call: limits,
  };

  async function openFor(url: string) {
    if (operation === undefined) throw new Error('no operation');
    return openGateway({
      definition,
      targets: new Map([['case-1', { operation, policies: [] }]]),
      signIn: {
        credentialsFor: () => Promise.resolve([{ place: 'header', name: 'x-key', value: 'top-secret' }]),
        renew: () => Promise.resolve(false),
      },
      redactor: createRedactor(['top-secret']),
      egress: parseEgressAllow(`api.example.com=${url}`),
      limits: callLimits,
      now: () => new Date(0),
      signal: new AbortController().signal,
    });
  }

  function ask(
    socketPath: string,
    path: string,
    {
      method = 'GET',
      headers = { 'x-assay-case': 'case-1' },
      body = '',
    }: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ) {
    return new Promise<{ status: number; text: string }>((resolve, reject) => {
      const request = http.request({ socketPath, path, method, headers }, response => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  it('signs in on the way out and takes the credential out on the way back', async () => {
    const heard: http.IncomingHttpHeaders[] = [];
    const api = await startServer((request, response) => {
      heard.push(request.headers);
      response.end(`you sent ${String(request.headers['x-key'])}`);
    });
    const gateway = await openFor(api.url);

    const answer = await ask(gateway.socketPath, '/v1/things/1', {
      headers: {
        'x-assay-case': 'case-1',
        authorization: 'mine',
        cookie: 'a=b',
        'x-key': 'mine',
        'x-forwarded-for': '1.2.3.4',
      },
    });
    const { exchanges } = await gateway.close();
    await api.stop();

    expect(answer).toEqual({ status: 200, text: 'you sent [redacted]' });
    expect(heard[0]).toMatchObject({ 'x-key': 'top-secret', host: 'api.example.com' });
    for (const name of ['authorization', 'cookie', 'x-forwarded-for', 'x-assay-case'])
      expect(heard[0]).not.toHaveProperty(name);
    expect(exchanges).toEqual([
      expect.objectContaining({ secretsInAnswer: 1, route: 'declared', connectedTo: api.url }),
    ]);
    expect(JSON.stringify(exchanges)).not.toContain('top-secret');
  });

  it('repeats what may go better, and records what came before', async () => {
    let asked = 0;
    const api = await startServer((_request, response) => {
      asked += 1;
      response.writeHead(asked === 1 ? 503 : 200).end('{}');
    });
    const gateway = await openFor(api.url);

    const answer = await ask(gateway.socketPath, '/v1/things/1');
    const { exchanges } = await gateway.close();
    await api.stop();

    expect(answer.status).toBe(200);
    expect(storedExchange(exchanges[0] as Exchange).result).toMatchObject({
      status: 200,
      attempts: [{ outcome: 503 }],
    });
  });

  it('lets nothing pass that belongs to no case', async () => {
    let calls = 0;
    const api = await startServer((_request, response) => {
      calls += 1;
      response.end();
    });
    const gateway = await openFor(api.url);
    const forbidden = [
      ask(gateway.socketPath, '/v1/things/1', { headers: {} }),
      ask(gateway.socketPath, '/v1/things/1', { headers: { 'x-assay-case': 'case-2' } }),
      ask(gateway.socketPath, '/v1/things/1', { method: 'DELETE' }),
      ask(gateway.socketPath, '/admin'),
      ask(gateway.socketPath, '/v1/things/..'),
      ask(gateway.socketPath, '/v1/things/%2e%2e'),
      ask(gateway.socketPath, '/v1/things/..\\..\\admin'),
      ask(gateway.socketPath, 'http://127.0.0.1/v1/things/1'),
    ];

    const statuses = (await Promise.all(forbidden)).map(({ status }) => status);
    const record = await gateway.close();
    await api.stop();

    expect(statuses).toEqual(forbidden.map(() => 403));
    expect(calls).toBe(0);
    expect(record).toEqual({ exchanges: [], refused: forbidden.length });
  });

  it('ends a run that asks too often or for too much', async () => {
    const api = await startServer((_request, response) => response.end('x'.repeat(15)));
    const gateway = await openFor(api.url);
    const large = await ask(gateway.socketPath, '/v1/things/0', {
      headers: { 'x-assay-case': 'case-1', 'content-length': '2000' },
      body: 'x'.repeat(2_000),
    });
    const answers = [];
    for (const id of [1, 2, 3]) answers.push(await ask(gateway.socketPath, `/v1/things/${id}`));
    const record = await gateway.close();
    await api.stop();

    expect(large.status).toBe(413);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 403]);
    expect(record.refused).toBe(2);
  });

  it('does not send a request whose placeholder was never filled', async () => {
    const gateway = await openFor('http://127.0.0.1:1');

    await ask(gateway.socketPath, '/v1/things/%7B%7Bearlier_1%7D%7D');
    const { exchanges } = await gateway.close();

    expect(exchanges[0]?.result).toMatchObject({ kind: 'failure', reason: 'value-missing' });
  });

  it('has a private folder, also where the path for temporary files is too long for a socket, and leaves nothing', async () => {
    const long = mkdtempSync(join(tmpdir(), `assay-long-${'x'.repeat(90)}-`));
    const before = process.env.TMPDIR;
    process.env.TMPDIR = long;
    try {
      const gateway = await openFor('http://127.0.0.1:1');
      const folder = dirname(gateway.socketPath);

      expect(Buffer.byteLength(gateway.socketPath)).toBeLessThan(104);
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      await gateway.close();
      expect(existsSync(folder)).toBe(false);
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
      rmSync(long, { recursive: true });
    }
  });
});
