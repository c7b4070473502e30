import http from 'node:http';
import { weakestIsolation } from '../../src/adapters/newman/isolation.js';
import { createNewman } from '../../src/adapters/newman/run-collection.js';
import { packageFileNames } from '../../src/core/package.js';
import type { PackageContent } from '../../src/core/package.js';
import { verdictOf } from '../../src/core/verdict.js';
import type { Report } from '../../src/core/verdict.js';
import {
  childEntry,
  childProcesses,
  contentOf,
  examplePackage,
  runStage,
  sampleKey,
  startLibrary,
  startServer,
} from '../support/functional.js';
import type { TestServer } from '../support/functional.js';

const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

/** An item of a collection that gets something below `{{baseUrl}}`, with the lines of its test script. */
const get = (path: string, ...exec: string[]) => ({
  name: `GET ${path}`,
  request: { method: 'GET', url: `{{baseUrl}}${path}` },
  ...(exec.length > 0 && { event: [{ listen: 'test', script: { exec } }] }),
});
const named = (name: string, item: object) => ({ ...item, name });
const collection = (item: readonly object[], more: object = {}) => ({ info: { name: 'Own', schema }, item, ...more });

/** The sample's package with files of the submitter's below tests/. */
function sampleWith(tests: Record<string, object | string>): PackageContent {
  const sample = examplePackage('library/connector');
  const of = (path: string) => [path, sample.read(path) ?? ''] as const;
  return contentOf(
    new Map<string, string | Uint8Array>([
      of(packageFileNames.definition),
      of(packageFileNames.properties),
      of('tests/values.json'),
      ...Object.entries(tests).map(
        ([name, file]) => [`tests/${name}`, typeof file === 'string' ? file : JSON.stringify(file, null, 2)] as const,
      ),
    ]),
  );
}

/** What of the record the tests look at. */
interface OwnRecord {
  readonly own: readonly {
    readonly path: string;
    readonly refusedRequests: number;
    readonly summary: {
      readonly end: string;
      readonly note: string | null;
      readonly requests: number | null;
      readonly assertions: readonly { readonly name: string; readonly passed: boolean; readonly item: string | null }[];
    };
    readonly exchanges: readonly {
      readonly caseId: string;
      readonly operationId: string;
      readonly result: { readonly status?: number; readonly reason?: string };
    }[];
  }[];
  readonly coverage: {
    readonly operations: readonly {
      readonly operationId: string;
      readonly seen: readonly { readonly status: number; readonly signedIn: boolean; readonly times: number }[];
    }[];
  };
}

const ofOwn = ({ findings }: Report) => findings.filter(({ rule }) => rule.startsWith('functional-own-'));
const told = (report: Report) => ofOwn(report).map(({ rule, severity }) => `${severity} ${rule}`);
const ownChecks = ({ checks }: Report) => checks.filter(({ id }) => id.startsWith('functional/@own/'));

/** Tells this file's children from those of others. */
const memoryMb = 247;

/** The submitter's collections, through the whole stage: real children, the real gateway, the sample API as a process of its own. */
describe('a package’s own collections', () => {
  const newman = createNewman({ childEntry, memoryMb, idleSeconds: 30 });
  let library: TestServer;

  beforeAll(async () => {
    library = await startLibrary();
  });

  afterAll(async () => {
    await newman.close();
    await library.stop();
  });

  afterEach(() => expect(childProcesses(memoryMb).length).toBeLessThanOrEqual(1));

  async function run(
    tests: Record<string, object | string>,
    { origin = library.url, ...more }: Partial<Parameters<typeof runStage>[1]> = {},
  ): Promise<{ report: Report; record: OwnRecord; evidence: string }> {
    const { report, evidence } = await runStage(sampleWith(tests), { newman, origin, ...more });
    return { report, record: JSON.parse(evidence) as OwnRecord, evidence };
  }

  const booksLeft = () =>
    new Promise<number>((resolve, reject) => {
      const asking = http.get(`${library.url}/v1/books?limit=100`, { headers: { 'x-api-key': sampleKey } }, answer => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve((JSON.parse(Buffer.concat(chunks).toString()) as { total: number }).total));
      });
      asking.on('error', reject);
    });

  it('run with their environment, and count as evidence and for what was seen', async () => {
    const before = await booksLeft();
    const create = {
      name: 'Create',
      request: {
        method: 'POST',
        url: '{{baseUrl}}/v1/books',
        header: [{ key: 'content-type', value: 'application/json' }],
        body: { mode: 'raw', raw: '{"title":"{{title}}","author":"Anybody"}' },
      },
      event: [
        {
          listen: 'test',
          script: {
            exec: [
              'pm.test("created", () => pm.expect(pm.response.code).to.equal(201));',
              'pm.test("has the title", () => pm.expect(pm.response.json().title).to.equal("Walden"));',
              'pm.collectionVariables.set("id", pm.response.json().id);',
            ],
          },
        },
      ],
    };
    const found = 'pm.test("found", () => pm.expect(pm.response.json().title).to.equal(pm.environment.get("title")));';

    const { report, record } = await run({
      'own.postman_collection.json': collection([
        { name: 'Books', item: [create, get('/v1/books/{{id}}', found)] },
        get('/v1/books/no-such-book', 'pm.test("not found", () => pm.response.to.have.status(404));'),
      ]),
      'own.postman_environment.json': {
        name: 'Test',
        values: [
          { key: 'baseUrl', value: 'https://library.example.com', enabled: true },
          { key: 'title', value: 'Walden', enabled: true },
        ],
      },
    });
    const without = await run({});

    expect(ofOwn(report)).toEqual([]);
    expect(verdictOf(report)).toBe('pass');
    expect(ownChecks(report)).toEqual([{ id: 'functional/@own/tests/own.postman_collection.json', state: 'ran' }]);
    expect(record.own).toHaveLength(1);
    expect(record.own[0]).toMatchObject({
      path: 'tests/own.postman_collection.json',
      refusedRequests: 0,
      summary: { end: 'completed', note: null, requests: 3 },
      exchanges: [
        { caseId: 'own-1-1', operationId: 'CreateBook', result: { status: 201 } },
        { caseId: 'own-1-2', operationId: 'GetBook', result: { status: 200 } },
        { caseId: 'own-1-3', operationId: 'GetBook', result: { status: 404 } },
      ],
    });
    expect(record.own[0]?.summary.assertions.map(({ name, passed }) => [name, passed])).toEqual([
      ['created', true],
      ['has the title', true],
      ['found', true],
      ['not found', true],
    ]);
    const seenOf = ({ coverage }: OwnRecord, operationId: string, status: number) =>
      coverage.operations
        .find(operation => operation.operationId === operationId)
        ?.seen.find(seen => seen.status === status && seen.signedIn)?.times ?? 0;
    for (const [operationId, status] of [
      ['CreateBook', 201],
      ['GetBook', 200],
      ['GetBook', 404],
    ] as const) {
      expect(seenOf(record, operationId, status)).toBe(seenOf(without.record, operationId, status) + 1);
    }
    // Nobody deletes what this collection made but the suite itself.
    expect(await booksLeft()).toBe(before);
  }, 90_000);

  it('that fail a test, or throw, are told with their place in the file', async () => {
    const tests = {
      'own.postman_collection.json': collection([
        get('/v1/books', 'pm.test("is quick", () => pm.expect(2).to.equal(1));'),
        { name: 'Folder', item: [named('Throws', get('/v1/summary', 'undefinedFunction();'))] },
      ]),
    };
    const text = JSON.stringify(tests['own.postman_collection.json'], null, 2).split('\n');

    const { report } = await run(tests);

    expect(told(report)).toEqual(['warning functional-own-test-failed', 'warning functional-own-test-failed']);
    const [failed, threw] = ofOwn(report);
    expect(failed).toMatchObject({
      file: 'tests/own.postman_collection.json',
      pointer: '/item/0',
      blocks: false,
      docs: 'reference/own-collections.md#functional-own-test-failed',
      message: expect.stringMatching(
        /^The test "is quick" of "GET \/v1\/books" failed: expected 2 to equal 1/,
      ) as unknown,
    });
    expect(text[(failed?.line ?? 0) - 1]?.trim()).toBe('{');
    expect(text[failed?.line ?? 0]).toContain('"name": "GET /v1/books"');
    expect(threw).toMatchObject({
      pointer: '/item/1/item/0',
      message: expect.stringContaining('undefinedFunction is not defined') as unknown,
    });
    expect(text[threw?.line ?? 0]).toContain('"name": "Throws"');
    // Evidence of the submitter is no part of a verdict.
    expect(verdictOf(report)).toBe('pass');
  }, 60_000);

  it('A33: reach nothing but their own requests: no network, no other collection, no credential', async () => {
    const heard: string[] = [];
    const elsewhere = await startServer((request, response) => {
      heard.push(request.url ?? '');
      response.end('{}');
    });
    const sends = (url: string, header = '') =>
      `pm.sendRequest({ url: ${JSON.stringify(url)}, header: { a: "b"${header} } }, (error, answer) => pm.test(${JSON.stringify(`reached ${url}${header}`)}, () => pm.expect(answer && answer.code).to.equal(200)));`;
    try {
      const { report, record, evidence } = await run({
        'a.postman_collection.json': collection([
          get(
            '/v1/books',
            sends(elsewhere.url),
            sends('http://169.254.169.254/latest/meta-data'),
            sends('http://connector.invalid/v1/books'),
            sends('http://connector.invalid/v1/summary', ', "x-assay-case": "own-2-1"'),
            sends('http://connector.invalid/v1/summary', ', "x-assay-case": "case-1"'),
            sends('http://connector.invalid/v1/books?limit=7', ', "x-assay-case": "own-1-1"'),
          ),
          get(
            '/v1/books',
            'const seen = [pm.request.headers.toString(), JSON.stringify(pm.environment.toObject()), JSON.stringify(pm.globals.toObject()), JSON.stringify(pm.variables.toObject()), JSON.stringify(pm.response.headers), JSON.stringify(pm.cookies.toObject())].join(" ");',
            'pm.test("saw " + seen, () => { throw new Error("saw " + seen); });',
            'for (const name of ["fs", "net", "child_process", "http"]) { let got = "nothing"; try { got = Object.keys(require(name)).length === 0 ? "refused" : "something"; } catch (e) { got = "refused"; } pm.test("require " + name + " " + got, () => pm.expect(got).to.equal("refused")); }',
          ),
          // Requests that a collection may make grow with its items.
          ...Array.from({ length: 4 }, () => get('/v1/books')),
        ]),
        'b.postman_collection.json': collection([
          get('/v1/summary', 'pm.test("mine", () => pm.response.to.have.status(200));'),
        ]),
      });

      expect(heard).toEqual([]);
      const [first, second] = record.own;
      // The one that named its own case, as it is, was made; the other five were refused.
      expect(first?.refusedRequests).toBe(5);
      expect(first?.exchanges.map(({ caseId, operationId }) => `${caseId} ${operationId}`)).toEqual([
        'own-1-1 ListBooks',
        'own-1-1 ListBooks',
        ...[2, 3, 4, 5, 6].map(number => `own-1-${number} ListBooks`),
      ]);
      expect(second).toMatchObject({ refusedRequests: 0, summary: { end: 'completed', requests: 1 } });
      const passed = first?.summary.assertions.filter(assertion => assertion.passed).map(({ name }) => name);
      expect(passed).toEqual([
        'reached http://connector.invalid/v1/books?limit=7, "x-assay-case": "own-1-1"',
        ...['fs', 'net', 'child_process', 'http'].map(name => `require ${name} refused`),
      ]);
      expect(told(report)).toContain('warning functional-own-request-not-run');
      expect(ofOwn(report).find(({ rule }) => rule === 'functional-own-request-not-run')?.message).toMatch(/^5 of/);
      for (const kept of [evidence, JSON.stringify(report)]) {
        expect(kept).not.toContain(sampleKey);
        expect(kept).not.toContain(Buffer.from(sampleKey).toString('base64').slice(0, -4));
      }
      expect(verdictOf(report)).toBe('pass');
    } finally {
      await elsewhere.stop();
    }
  }, 60_000);

  it('that loop end within their own budget, and no other collection pays for it', async () => {
    const again = (...exec: string[]) => named('again', get('/v1/books', ...exec));
    const sendMany =
      'for (let n = 0; n < 20; n += 1) pm.sendRequest({ url: "http://connector.invalid/v1/books", header: { "x-assay-case": "own-2-1" } }, () => {});';

    const { report, record } = await run(
      {
        'a.postman_collection.json': collection([again('pm.execution.setNextRequest("again");')]),
        'b.postman_collection.json': collection([again(sendMany)]),
        'c.postman_collection.json': collection([again('while (true) {}')]),
        'd.postman_collection.json': collection([again('pm.test("mine", () => pm.response.to.have.status(200));')]),
        'e.postman_collection.json': collection([
          get('/v1/books', 'pm.execution.setNextRequest(null);'),
          get('/v1/summary', 'pm.test("never", () => { throw new Error("reached"); });'),
        ]),
      },
      { limits: { run: { totalMs: 60_000, requestMs: 10_000, scriptMs: 700 } } },
    );

    const byFile = (name: string) =>
      ofOwn(report)
        .filter(({ file }) => file === `tests/${name}.postman_collection.json`)
        .map(({ rule, severity, message }) => `${severity} ${rule} ${message}`);
    expect(byFile('a')).toEqual([
      expect.stringMatching(/^error functional-own-run-ended .*more than 2 (?:steps|requests)/),
    ]);
    expect(byFile('b').join('\n')).toMatch(/error functional-own-run-ended .*more than 2 requests/);
    expect(byFile('c').join('\n')).toMatch(/functional-own-(?:run-ended|test-failed) .*(?:timed out|execution)/i);
    expect(byFile('d')).toEqual([]);
    expect(byFile('e')).toEqual([]);
    // Two requests for each case: what was beyond never left the gateway.
    for (const { path, exchanges } of record.own) expect([path, exchanges.length <= 2]).toEqual([path, true]);
    expect(record.own.map(({ summary }) => summary.assertions.map(({ name }) => name))[3]).toEqual(['mine']);
    expect(record.own[4]?.exchanges).toHaveLength(1);
    expect(ownChecks(report).every(({ state }) => state === 'ran')).toBe(true);
    expect(verdictOf(report)).toBe('fail');
  }, 120_000);

  it('P103: show no certificate, use no proxy and send no file', async () => {
    const heard: string[] = [];
    const proxy = await startServer((request, response) => {
      heard.push(request.url ?? '');
      response.end('{}');
    });
    const port = new URL(proxy.url).port;
    const post = (body: object) => ({ name: 'Sends a file', request: { method: 'POST', url: '{{b}}/v1/books', body } });
    const src = '/etc/passwd';
    try {
      const { report, evidence } = await run({
        'own.postman_collection.json': collection([
          {
            ...get('/v1/books', 'pm.test("reached", () => pm.response.to.have.status(200));'),
            protocolProfileBehavior: { followRedirects: true },
            request: {
              method: 'GET',
              url: '{{baseUrl}}/v1/books',
              proxy: { host: '127.0.0.1', port: Number(port), match: 'http+https://*/*' },
              certificate: { name: 'c', key: { src }, cert: { src }, matches: ['http://*/*'] },
            },
          },
          post({ mode: 'file', file: { src } }),
          post({ mode: 'formdata', formdata: [{ key: 'f', type: 'file', src: [src] }] }),
        ]),
      });

      expect(told(report).sort()).toEqual([
        'warning functional-own-request-not-run',
        'warning functional-own-request-not-run',
        'warning functional-own-setting-removed',
        'warning functional-own-setting-removed',
        'warning functional-own-setting-removed',
      ]);
      expect(ofOwn(report).every(({ line }) => (line ?? 0) > 1)).toBe(true);
      expect(heard).toEqual([]);
      expect(evidence).not.toContain('root:');
      expect(verdictOf(report)).toBe('pass');
    } finally {
      await proxy.stop();
    }
  }, 60_000);

  it('P104: are refused when they are too large, too deep or in another format, and nothing hangs', async () => {
    const folders = (depth: number): string =>
      `${'{"name":"f","item":['.repeat(depth)}${JSON.stringify(get('/v1/books'))}${']}'.repeat(depth)}`;
    const info = JSON.stringify({ name: 'Own', schema });
    const began = performance.now();

    const { report, record } = await run({
      'deep.postman_collection.json': `{"info":${info},"item":[${folders(10_000)}]}`,
      'empty.postman_collection.json': collection([get('/v1/elsewhere')]),
      'many.postman_collection.json': collection(Array.from({ length: 10_000 }, () => get('/v1/books'))),
      'script.postman_collection.json': collection([get('/v1/books', `/* ${'x'.repeat(300_000)} */`)]),
      'text.postman_collection.json': collection([
        { name: 'URL as text', request: 'https://library.example.com/v1/books' },
      ]),
      'v1.postman_collection.json': {
        id: 'a',
        name: 'Old',
        order: ['b'],
        requests: [{ id: 'b', url: '{{b}}/v1/books' }],
      },
      'broken.postman_collection.json': '{"info": {"name": "a"',
    });

    const byFile = Object.fromEntries(
      ofOwn(report).map(({ file, rule, severity, message }) => [
        file.replace(/^tests\/|\..*/g, ''),
        `${severity} ${rule} ${message}`,
      ]),
    );
    expect(byFile).toEqual({
      broken: expect.stringMatching(/^error functional-own-collection /) as unknown,
      deep: expect.stringMatching(/^error functional-own-collection .*64 levels|depth|deep/i) as unknown,
      empty: expect.stringMatching(/^warning functional-own-request-not-run .*no operation/) as unknown,
      many: expect.stringMatching(
        /^error functional-own-collection .*10000 requests and folders; at most 1000/,
      ) as unknown,
      script: expect.stringMatching(/^error functional-own-collection .*characters/) as unknown,
      v1: expect.stringMatching(/^error functional-own-collection .*no Postman Collection 2/) as unknown,
    });
    // Only the one that can be run was.
    expect(record.own.map(({ path }) => path)).toEqual(['tests/text.postman_collection.json']);
    expect(record.own[0]?.exchanges).toMatchObject([{ operationId: 'ListBooks', result: { status: 200 } }]);
    expect(ownChecks(report)).toHaveLength(1);
    expect(verdictOf(report)).toBe('fail');
    expect(performance.now() - began).toBeLessThan(30_000);
  }, 60_000);

  it('of a hundred requests run whole, each once', async () => {
    const { report, record } = await run({
      'own.postman_collection.json': collection(
        Array.from({ length: 100 }, (_, n) =>
          get(`/v1/books?limit=${n + 1}`, 'pm.test("t", () => pm.response.to.have.status(200));'),
        ),
      ),
    });

    expect(ofOwn(report)).toEqual([]);
    expect(record.own[0]?.exchanges).toHaveLength(100);
    expect(record.own[0]?.summary.assertions.filter(({ passed }) => passed)).toHaveLength(100);
  }, 60_000);

  it('are a check that did not run, by the API’s fault, where it keeps them waiting until their time is over', async () => {
    const held = new Set<http.ServerResponse>();
    const slow = await startServer((request, response) => {
      if (request.url?.includes('search=slow') === true) {
        held.add(response);
        return;
      }
      const { method, url, headers } = request;
      const target = http.request(`${library.url}${url ?? ''}`, { method, headers }, answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      target.on('error', () => response.destroy());
      request.pipe(target);
    });
    try {
      const { report, record } = await run(
        { 'own.postman_collection.json': collection([get('/v1/books?search=slow')]) },
        { origin: slow.url, limits: { run: { totalMs: 6_000, requestMs: 60_000, scriptMs: 2_000 } } },
      );

      expect(held.size).toBeGreaterThan(0);
      expect(record.own[0]?.exchanges).toMatchObject([{ result: { reason: 'stopped' } }]);
      expect(ownChecks(report)).toEqual([
        {
          id: 'functional/@own/tests/own.postman_collection.json',
          state: 'not-run',
          reason: expect.stringMatching(/the API took too long to answer/) as unknown,
          fault: 'upstream',
        },
      ]);
      expect(told(report)).toEqual([]);
      expect(verdictOf(report)).toBe('inconclusive');
    } finally {
      for (const response of held) response.destroy();
      await slow.stop();
    }
  }, 60_000);

  it('are not run where the isolation is too weak for scripts of strangers, which is no pass', async () => {
    const weak = createNewman({
      childEntry,
      memoryMb,
      idleSeconds: 30,
      detect: () => Promise.resolve(weakestIsolation),
    });
    try {
      const { report, record } = await run(
        { 'own.postman_collection.json': collection([get('/v1/books')]) },
        { newman: weak },
      );

      expect(record.own).toEqual([]);
      expect(ownChecks(report)).toEqual([
        {
          id: 'functional/@own/tests/own.postman_collection.json',
          state: 'not-run',
          reason: expect.stringMatching(
            /scripts of strangers may not run here, because .*network and file system/,
          ) as unknown,
          fault: 'ours',
        },
      ]);
      // Everything that Assay generated did run.
      expect(report.checks.filter(({ state }) => state === 'not-run')).toHaveLength(1);
      expect(verdictOf(report)).toBe('inconclusive');
    } finally {
      await weak.close();
    }
  }, 60_000);
});
