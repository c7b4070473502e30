import http from 'node:http';
import type { LookupAddress } from 'node:dns';
import { createNewman } from '../../src/adapters/newman/run-collection.js';
import { packageFileNames } from '../../src/core/package.js';
import { openEgress } from '../../src/runtime/egress.js';
import type { EgressLimits, EgressWorld } from '../../src/runtime/egress.js';
import { destinationOf, parseEgressAllow, publicOnly } from '../../src/runtime/egress-policy.js';
import type { Answer, Failure } from '../../src/runtime/exchange.js';
import { defaultGatewayLimits } from '../../src/runtime/gateway.js';
import type { RetryLimits } from '../../src/runtime/retry.js';
import { makeAuthority, makeIdentity } from '../support/bad-api/certificates.js';
import { faults } from '../support/bad-api/faults.js';
import { startRawServer } from '../support/bad-api/raw-server.js';
import type { RawAnswer, RawServer } from '../support/bad-api/raw-server.js';
import { childEntry, contentOf, runStage, startServer } from '../support/functional.js';

const once: RetryLimits = {
  attempts: 1,
  firstPauseMs: 10,
  longestPauseMs: 100,
  waitPerCallMs: 3_000,
  callMs: 6_000,
  extraPerRunMs: 10_000,
};
const limits: EgressLimits = {
  connectMs: 1_000,
  headersMs: 1_000,
  totalMs: 1_500,
  bodyBytes: 65_536,
  headerBytes: 8_192,
  retry: once,
};
/** For what must not end by the clock, however busy the machine is. */
const unhurried: EgressLimits = {
  ...limits,
  connectMs: 9_000,
  headersMs: 9_000,
  totalMs: 9_000,
  retry: { ...once, callMs: 9_000 },
};
const repeating: EgressLimits = { ...limits, retry: { ...once, attempts: 4 } };
/** What a call may take on a machine that is busy with other things. */
const longestMs = 10_000;
const flatMb = 64;

interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly body?: Uint8Array;
  readonly within?: EgressLimits;
  readonly world?: EgressWorld;
}

/** A way out to `api.example.com`, which the administrator has sent to this origin; or to the public host itself. */
function openTo(origin: string | null, within = limits, world: EgressWorld = {}) {
  const policy = origin === null ? publicOnly : parseEgressAllow(`api.example.com=${origin}`);
  const egress = openEgress(within, world);
  const { signal } = new AbortController();
  return {
    send(path: string, { method = 'GET', body }: Asked = {}): Promise<Answer | Failure> {
      const destination = destinationOf('https', 'api.example.com', policy);
      if (destination === null) throw new Error('no destination');
      return egress.send({ method, path, headers: [], body: body ?? null }, destination, signal);
    },
    close: () => egress.close(),
  };
}

/** One call, and the end of its way out. */
async function call(origin: string | null, { path = '/', within, world, ...asked }: Asked = {}) {
  const out = openTo(origin, within, world);
  try {
    return await out.send(path, asked);
  } finally {
    await out.close();
  }
}

/** A call of a server that lives as long as the call does. */
async function callOf(answer: RawAnswer, asked?: Asked) {
  const server = await startRawServer(answer);
  try {
    return { result: await call(server.url, asked), heard: server.heard, connections: server.connections() };
  } finally {
    await server.stop();
  }
}

const plain = (status: string, headers = '') => `HTTP/1.1 ${status}\r\n${headers}content-length: 2\r\n\r\n{}`;
const outcomesOf = (result: Answer | Failure) => result.attempts?.map(({ outcome }) => outcome);

const rejections: unknown[] = [];
const keepRejection = (reason: unknown) => rejections.push(reason);
beforeAll(() => process.on('unhandledRejection', keepRejection).on('uncaughtExceptionMonitor', keepRejection));
afterAll(() => process.off('unhandledRejection', keepRejection).off('uncaughtExceptionMonitor', keepRejection));
afterEach(async () => {
  await new Promise(resolve => setImmediate(resolve));
  expect(rejections.splice(0)).toEqual([]);
});

describe('an API that misbehaves', () => {
  let api: RawServer;
  beforeAll(async () => {
    api = await startRawServer((socket, request) => {
      const served = faults.find(({ name }) => request.path === `/${name}`);
      if (served) served.answer(socket, request);
      else socket.write(plain('200 OK'));
    });
  });
  afterAll(() => api.stop());

  it.each(faults.map(fault => [fault.name, fault] as const))('is survived when it is: %s', async (name, fault) => {
    const heardBefore = api.heard.length;
    const out = openTo(api.url, fault.expected === 'timeout' ? limits : unhurried);
    const began = performance.now();
    const rssBefore = process.memoryUsage().rss;

    const result = await out.send(`/${name}`);

    const grownMb = (process.memoryUsage().rss - rssBefore) / 1_048_576;
    expect(performance.now() - began).toBeLessThan(longestMs);
    expect(grownMb).toBeLessThan(flatMb);
    expect(result.kind === 'answer' ? result.status : result.reason).toBe(fault.expected);
    if (result.kind === 'answer') expect(result.body.length).toBeLessThanOrEqual(limits.bodyBytes);
    if (fault.body !== undefined) expect(result).toMatchObject({ body: Buffer.from(fault.body) });
    // Nothing was followed or repeated, and the same way out goes on to work.
    expect(api.heard.slice(heardBefore)).toEqual([`GET /${name}`]);
    expect(await out.send('/well')).toMatchObject({ status: 200, body: Buffer.from('{}') });
    await out.close();
  });

  it('costs no memory when it is large in many ways at once', async () => {
    const large = faults.filter(({ expected }) => expected === 'too-large' || expected === 'not-http');
    const rssBefore = process.memoryUsage().rss;
    let peak = rssBefore;
    const look = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5);

    const results = await Promise.all(large.map(({ name }) => call(api.url, { path: `/${name}`, within: unhurried })));

    clearInterval(look);
    expect(results.map(result => (result.kind === 'failure' ? result.reason : result.status))).toEqual(
      large.map(({ expected }) => expected),
    );
    expect((peak - rssBefore) / 1_048_576).toBeLessThan(flatMb);
  });

  it('is not told apart from a private address by its own words', async () => {
    const { result } = await callOf(socket => socket.end('internal secret text'));

    expect(JSON.stringify(result)).not.toContain('secret');
  });
});

describe('an API that cannot be reached', () => {
  const unresolved = (code: string): EgressWorld => ({
    resolve: (_host, _options, callback) => callback(Object.assign(new Error(code), { code }), []),
  });

  it.each(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'ESERVFAIL'])(
    'is told as a name without an address (%s), after several attempts',
    async code => {
      const result = await call(null, { within: repeating, world: unresolved(code) });

      expect(result).toMatchObject({ kind: 'failure', reason: 'name-not-resolved' });
      expect(outcomesOf(result)).toEqual(Array.from({ length: 3 }, () => 'name-not-resolved'));
    },
  );

  it('is told so when the resolver never answers', async () => {
    const began = performance.now();

    const result = await call(null, { world: { resolve: () => undefined } });

    expect(result).toMatchObject({ reason: 'name-not-resolved' });
    expect(performance.now() - began).toBeLessThan(longestMs);
  });

  it('is told so when the name has no address', async () =>
    expect(await call(null, { world: { resolve: (_host, _options, callback) => callback(null, []) } })).toMatchObject({
      reason: 'name-not-resolved',
    }));

  it('is reached when its name is resolved at the second attempt', async () => {
    const server = await startRawServer(socket => socket.write(plain('200 OK')));
    let asked = 0;
    const world: EgressWorld = {
      resolve(_host, _options, callback) {
        asked += 1;
        if (asked === 1) callback(Object.assign(new Error('x'), { code: 'EAI_AGAIN' }), []);
        else callback(null, [{ address: '127.0.0.1', family: 4 }]);
      },
    };

    const result = await call(`http://api.internal:${server.port}`, { within: repeating, world, method: 'POST' });

    await server.stop();
    expect(result).toMatchObject({ status: 200, attempts: [{ outcome: 'name-not-resolved' }] });
    expect(server.heard).toEqual(['POST /']);
  });

  it('is told as not connected when nobody listens, and repeated also with POST: nothing was sent', async () => {
    const server = await startRawServer(() => undefined);
    await server.stop();

    const result = await call(server.url, { method: 'POST', within: repeating });

    expect(result).toMatchObject({ reason: 'not-connected' });
    expect(outcomesOf(result)).toEqual(['not-connected', 'not-connected', 'not-connected']);
  });
});

describe('an API whose TLS is wrong', () => {
  const authority = makeAuthority('Test authority');
  const world = { authorities: authority.cert };
  const host = 'api.example.com';

  async function callTls(options: object, trusted: EgressWorld = world) {
    const server = await startRawServer(socket => socket.write(plain('200 OK')), options);
    try {
      return { result: await call(server.url, { within: repeating, world: trusted }), heard: server.heard };
    } finally {
      await server.stop();
    }
  }

  it('is called when it is right', async () => {
    const { result, heard } = await callTls(makeIdentity({ host, by: authority }));

    expect(result).toMatchObject({ kind: 'answer', status: 200 });
    expect(heard).toEqual(['GET /']);
  });

  it.each([
    ['expired', makeIdentity({ host, by: authority, endsInDays: -1 })],
    ['of another host', makeIdentity({ host: 'other.example.com', by: authority })],
    ['signed by itself', makeIdentity({ host })],
    ['signed by somebody unknown', makeIdentity({ host, by: makeAuthority('Somebody') })],
    [
      'of TLS 1.0',
      {
        ...makeIdentity({ host, by: authority }),
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      },
    ],
  ])('is not called when it is %s, and not asked again', async (_what, options) => {
    const { result, heard } = await callTls(options);

    expect(result).toMatchObject({ kind: 'failure', reason: 'tls' });
    expect(result.attempts).toBeUndefined();
    expect(heard).toEqual([]);
  });

  it('is not called when the system does not trust its authority', async () =>
    expect(await callTls(makeIdentity({ host, by: authority }), {})).toMatchObject({
      result: { reason: 'tls' },
      heard: [],
    }));

  it('is not called when it speaks plain HTTP there', async () => {
    let served = 0;
    const server = await startServer((_request, response) => {
      served += 1;
      response.end();
    });

    const result = await call(server.url.replace('http:', 'https:'), { world });

    await server.stop();
    expect(result).toMatchObject({ kind: 'failure', reason: 'tls' });
    expect(served).toBe(0);
  });
});

describe('an API that asks for patience', () => {
  /** Answers with these in turn; the last one repeats. */
  const inTurn = (...answers: readonly string[]): RawAnswer => {
    let asked = 0;
    return socket => socket.write(answers[Math.min(asked++, answers.length - 1)] ?? '');
  };

  it('is asked again after as many seconds as it says', async () => {
    const began = performance.now();

    const { result } = await callOf(inTurn(plain('429 Too Many', 'retry-after: 1\r\n'), plain('200 OK')), {
      within: repeating,
      method: 'POST',
      body: Buffer.from('{}'),
    });

    expect(performance.now() - began).toBeGreaterThanOrEqual(1_000);
    expect(result).toMatchObject({ status: 200, attempts: [{ outcome: 429 }] });
  });

  it('is asked again after the date that it says', async () => {
    const date = (ms: number) => new Date(ms).toUTCString();
    const said = Date.now();
    const headers = `date: ${date(said)}\r\nretry-after: ${date(said + 2_000)}\r\n`;

    const { result } = await callOf(inTurn(plain('503 Busy', headers), plain('200 OK')), { within: repeating });

    expect(result).toMatchObject({ status: 200, attempts: [{ outcome: 503 }] });
    expect(result.attempts?.[0]?.waitedMs).toBeGreaterThanOrEqual(2_000);
  });

  it.each(['86400', '999999999999', 'Fri, 31 Dec 2199 23:59:59 GMT'])(
    'is left alone when it asks for more than a run waits: %s',
    async retryAfter => {
      const server = await startRawServer(inTurn(plain('429 Too Many', `retry-after: ${retryAfter}\r\n`)));
      const out = openTo(server.url, repeating);
      const began = performance.now();

      const first = await out.send('/a');
      const second = await out.send('/b');

      await out.close();
      await server.stop();
      expect(first).toMatchObject({ kind: 'answer', status: 429 });
      expect(second).toMatchObject({ kind: 'failure', reason: 'rate-limited' });
      expect(server.heard).toEqual(['GET /a']);
      expect(performance.now() - began).toBeLessThan(longestMs);
    },
  );

  it('is asked by no call of the run meanwhile', async () => {
    const times: number[] = [];
    const server = await startRawServer(socket => {
      times.push(performance.now());
      socket.write(times.length === 1 ? plain('429 Too Many', 'retry-after: 1\r\n') : plain('200 OK'));
    });
    const out = openTo(server.url, repeating);
    const first = out.send('/a');
    while (times.length === 0) await new Promise(resolve => setTimeout(resolve, 5));
    await new Promise(resolve => setTimeout(resolve, 100));

    const results = await Promise.all([first, out.send('/b'), out.send('/c')]);

    await out.close();
    await server.stop();
    expect(results.map(result => result.kind === 'answer' && result.status)).toEqual([200, 200, 200]);
    expect(times.length).toBe(4);
    for (const time of times.slice(1)) expect(time - (times[0] ?? 0)).toBeGreaterThanOrEqual(990);
    expect(results.map(outcomesOf)).toEqual([[429], ['rate-limited'], ['rate-limited']]);
  });

  it.each([502, 503, 504])('is asked again after %d, but not to do a thing twice', async status => {
    const answers = () => inTurn(plain(`${status} Trouble`), plain('200 OK'));

    const got = await callOf(answers(), { within: repeating });
    const posted = await callOf(answers(), { within: repeating, method: 'POST', body: Buffer.from('{}') });

    expect(got.result).toMatchObject({ status: 200, attempts: [{ outcome: status }] });
    expect(posted.result).toMatchObject({ status });
    expect(posted.result.attempts).toBeUndefined();
    expect(posted.heard).toEqual(['POST /']);
  });

  it('is not asked to do a thing twice when it breaks off', async () => {
    const { result, heard } = await callOf(socket => socket.resetAndDestroy(), {
      within: repeating,
      method: 'POST',
      body: Buffer.from('{}'),
    });

    expect(result).toMatchObject({ reason: 'reset' });
    expect(heard).toEqual(['POST /']);
  });

  it('is found to work when it fails half of the time, and the record says how often', async () => {
    let asked = 0;
    const server = await startRawServer(socket => {
      asked += 1;
      if (asked % 2 === 0) socket.write(plain('200 OK'));
      else if (asked % 4 === 1) socket.resetAndDestroy();
      else socket.write(plain('503 Busy'));
    });
    const out = openTo(server.url, repeating);
    const results = [];

    for (let turn = 0; turn < 10; turn += 1) results.push(await out.send(`/${turn}`));

    await out.close();
    await server.stop();
    expect(results.every(result => result.kind === 'answer' && result.status === 200)).toBe(true);
    expect(results.map(outcomesOf)).toEqual(Array.from({ length: 10 }, (_, turn) => [turn % 2 === 0 ? 'reset' : 503]));
    expect(server.heard.length).toBe(20);
  });

  it('may close a connection at the moment that it is used again', async () => {
    const server = await startRawServer((socket, { onConnection }) => {
      if (onConnection === 1) socket.write(plain('200 OK'));
      else socket.resetAndDestroy();
    });
    const out = openTo(server.url, repeating);

    const gets = [await out.send('/a'), await out.send('/b'), await out.send('/c')];
    const post = await out.send('/d', { method: 'POST', body: Buffer.from('{}') });

    await out.close();
    await server.stop();
    expect(gets.map(result => result.kind === 'answer' && result.status)).toEqual([200, 200, 200]);
    // Whether a POST was carried out cannot be known: it is reported, never sent twice.
    expect(server.heard.filter(line => line === 'POST /d')).toHaveLength(1);
    expect(post.attempts).toBeUndefined();
  });

  it('does not hold a run that was stopped', async () => {
    const server = await startRawServer(inTurn(plain('503 Busy', 'retry-after: 2\r\n')));
    const egress = openEgress(repeating);
    const stop = new AbortController();
    const destination = destinationOf('https', 'api.example.com', parseEgressAllow(`api.example.com=${server.url}`));
    if (destination === null) throw new Error('no destination');
    const began = performance.now();
    setTimeout(() => stop.abort(), 100);

    const result = await egress.send({ method: 'GET', path: '/', headers: [], body: null }, destination, stop.signal);

    await egress.close();
    await server.stop();
    expect(result).toMatchObject({ reason: 'stopped', attempts: [{ outcome: 503 }] });
    expect(performance.now() - began).toBeLessThan(1_900);
  });
});

describe('a name that leads inside', () => {
  /** Where anything that slipped through would arrive: the ports that definitions may name, if they are free here. */
  let inside: http.Server[] = [];
  let reached = 0;
  const outside: LookupAddress = { address: '2000::1', family: 6 };

  beforeAll(async () => {
    inside = [80, 8080].map(port =>
      http
        .createServer()
        .on('connection', () => (reached += 1))
        .listen(port, '127.0.0.1'),
    );
    await Promise.all(
      inside.map(server => new Promise(resolve => server.once('listening', resolve).once('error', resolve))),
    );
  });
  afterAll(() => inside.forEach(server => server.close()));

  async function callName(answers: readonly LookupAddress[][], times = 1) {
    let asked = 0;
    const egress = openEgress(limits, {
      resolve: (_host, _options, callback) => callback(null, answers[Math.min(asked++, answers.length - 1)] ?? []),
    });
    const destination = destinationOf('http', 'rebinding.example:8080', publicOnly);
    if (destination === null) throw new Error('no destination');
    const { signal } = new AbortController();
    const results = [];
    for (let turn = 0; turn < times; turn += 1) {
      results.push(await egress.send({ method: 'GET', path: '/', headers: [], body: null }, destination, signal));
    }
    await egress.close();
    return results;
  }

  it.each([
    ['127.0.0.1', 4],
    ['10.0.0.1', 4],
    ['169.254.169.254', 4],
    ['168.63.129.16', 4],
    ['0.0.0.0', 4],
    ['::1', 6],
    ['::ffff:127.0.0.1', 6],
    ['64:ff9b::7f00:1', 6],
    ['2002:7f00:1::', 6],
    ['fe80::1%lo', 6],
    ['no address at all', 4],
  ])('is refused: %s', async (address, family) => {
    reached = 0;

    const [result] = await callName([[{ address, family }]]);

    expect(result).toEqual({
      kind: 'failure',
      reason: 'address-refused',
      text: 'The host leads to an address that may not be reached from here.',
    });
    expect(reached).toBe(0);
  });

  it.each([
    ['first', [{ address: '127.0.0.1', family: 4 }, outside]],
    ['last', [outside, { address: '127.0.0.1', family: 4 }]],
    ['among six', [outside, outside, { address: '::1', family: 6 }, outside, outside, outside]],
  ])('is refused when only one of its addresses does, the %s', async (_where, addresses) => {
    reached = 0;

    expect(await callName([addresses])).toMatchObject([{ reason: 'address-refused' }]);
    expect(reached).toBe(0);
  });

  it('is refused when it leads there from the second call on', async () => {
    reached = 0;

    const results = await callName([[outside], [{ address: '127.0.0.1', family: 4 }]], 2);

    expect(results[1]).toMatchObject({ reason: 'address-refused' });
    expect(reached).toBe(0);
  });
});

describe('a request that says more than it should', () => {
  const sent: string[] = [];
  let api: { url: string; stop(): Promise<void> };
  beforeAll(async () => {
    api = await startServer((request, response) => {
      sent.push(`${request.method} ${request.url} ${request.rawHeaders.join('|')}`);
      response.end('{}');
    });
  });
  afterAll(() => api.stop());
  beforeEach(() => sent.splice(0));

  async function send(path: string, headers: [string, string][] = []) {
    const egress = openEgress(limits);
    const destination = destinationOf('https', 'api.example.com', parseEgressAllow(`api.example.com=${api.url}`));
    if (destination === null) throw new Error('no destination');
    const { signal } = new AbortController();
    try {
      return await egress.send({ method: 'GET', path, headers, body: null }, destination, signal);
    } finally {
      await egress.close();
    }
  }

  it('A27: cannot end its own line', async () => {
    await send('/a HTTP/1.1\r\nx-evil: 1\r\n\r\nGET /b?ü');

    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatch(/^GET \/a%20HTTP\/1\.1%0D%0Ax-evil:%201%0D%0A%0D%0AGET%20\/b\?%C3%BC /);
  });

  it.each(['a: b\r\nx-evil: 1', 'a\nb', 'a\0b'])('A27: is not sent when a header would end early: %j', async value => {
    await expect(send('/', [['x-a', value]])).rejects.toThrow('invalid');

    expect(sent).toEqual([]);
  });

  it.each(['@127.0.0.1/', 'http://127.0.0.1:1/', ''])('A24: is not sent when its path is none: %j', async path => {
    await expect(send(path)).rejects.toThrow('slash');

    expect(sent).toEqual([]);
  });

  it('arrives as it was looked at', async () => {
    await send('//a/./b/../c%2e%2e?x=[1]&y=%7B{}');

    expect(sent[0]).toMatch(/^GET \/\/a\/\.\/b\/\.\.\/c%2e%2e\?x=\[1\]&y=%7B\{\} /);
  });

  it('does not say where it goes or where it ends', async () => {
    await send('/', [
      ['Host', 'evil.example'],
      ['Content-Length', '5'],
      ['Transfer-Encoding', 'chunked'],
      ['Connection', 'x-key'],
      ['Expect', '100-continue'],
      ['Upgrade', 'h2c'],
      ['X-Kept', 'yes'],
    ]);

    expect(sent[0]).toContain('host|api.example.com');
    expect(sent[0]).toContain('X-Kept|yes');
    expect(sent[0]).not.toMatch(/evil|chunked|100-continue|h2c|x-key/);
  });
});

describe('the verdict on an API that misbehaves', () => {
  const served = [
    'well',
    ...[
      'never-answers',
      'gzip-bomb',
      'reset-in-the-body',
      'bad-chunk-size',
      'one-huge-header',
      'redirects-to-itself',
      'length-with-204',
      'ten-gigabytes',
    ],
  ];
  const paths = Object.fromEntries(
    served.map(name => [
      `/${name}`,
      { get: { operationId: name, responses: { 200: { description: 'Fine.', schema: { type: 'object' } } } } },
    ]),
  );
  const definition = { swagger: '2.0', host: 'api.example.com', basePath: '/', schemes: ['https'], paths };

  const newman = createNewman({ childEntry, memoryMb: 254, idleSeconds: 1 });
  let api: RawServer;

  beforeAll(async () => {
    api = await startRawServer((socket, request) => {
      const served = faults.find(({ name }) => request.path === `/${name}`);
      if (served) served.answer(socket, request);
      else socket.write(plain('200 OK', 'content-type: application/json\r\n'));
    });
  });
  afterAll(async () => {
    await newman.close();
    await api.stop();
  });

  it('says of each fault whose it is, and calls nothing passed that was not tested', async () => {
    const { report } = await runStage(
      contentOf(
        new Map([
          [packageFileNames.definition, JSON.stringify(definition)],
          [packageFileNames.properties, JSON.stringify({ properties: { connectionParameters: {} } })],
        ]),
      ),
      {
        newman,
        origin: api.url,
        connection: {},
        egress: `api.example.com=${api.url}`,
        limits: { gateway: { ...defaultGatewayLimits, call: { ...unhurried, headersMs: 1_000 } } },
      },
    );

    const of = (name: string) => {
      const check = report.checks.find(({ id }) => id === `functional/${name}`);
      return check?.state === 'not-run' ? check.fault : check?.state;
    };
    expect(Object.fromEntries(served.map(name => [name, of(name)]))).toEqual({
      well: 'ran',
      'never-answers': 'upstream',
      'reset-in-the-body': 'upstream',
      'bad-chunk-size': 'upstream',
      'one-huge-header': 'upstream',
      'length-with-204': 'upstream',
      'gzip-bomb': 'yours',
      'ten-gigabytes': 'yours',
      'redirects-to-itself': 'ran',
    });
    const rulesOf = (name: string) =>
      report.findings.filter(({ pointer }) => pointer === `/paths/~1${name}/get`).map(({ rule }) => rule);
    expect(rulesOf('gzip-bomb')).toContain('functional-answer-size');
    expect(rulesOf('ten-gigabytes')).toContain('functional-answer-size');
    expect(rulesOf('redirects-to-itself')).toContain('functional-operation-2xx');
    expect(rulesOf('well')).toEqual([]);
  }, 90_000);
});
