import { execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { detectIsolation } from '../../src/adapters/newman/detect.js';
import { folderInside, weakestIsolation } from '../../src/adapters/newman/isolation.js';
import type { Isolation } from '../../src/adapters/newman/isolation.js';
import { makePlace } from '../../src/adapters/newman/place.js';
import type { Place } from '../../src/adapters/newman/place.js';
import { nodeArguments } from '../../src/adapters/newman/programs.js';
import { createNewman } from '../../src/adapters/newman/run-collection.js';
import { readDefinition } from '../../src/runtime/definition.js';
import { readOwnCollections } from '../../src/stages/functional/own-collections/read.js';
import { childEntry, childProcesses, contentOf, until } from '../support/functional.js';

const limits = { totalMs: 20_000, requestMs: 5_000, scriptMs: 500 };
const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
const collection = (item: object[]) => ({ info: { name: 'test', schema }, item });
const { signal } = new AbortController();

/** Tells this file's children from those of others. */
const memoryMb = 252;

describe('the Newman child', () => {
  let folder: string;
  let socketPath: string;
  let server: http.Server;
  const heard: string[] = [];
  const cases: string[] = [];
  const bodies: string[] = [];
  const newman = createNewman({ childEntry, memoryMb, idleSeconds: 1 });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assay-child-'));
    socketPath = join(folder, 's');
    server = http.createServer((request, response) => {
      heard.push(`${request.method} ${request.url}`);
      cases.push(String(request.headers['x-assay-case']));
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        bodies.push(body);
        response.end('{"id":"a b/1"}');
      });
    });
    await new Promise<void>(resolve => server.listen(socketPath, resolve));
  });

  afterAll(async () => {
    await newman.close();
    await new Promise(resolve => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  beforeEach(() => [heard, cases, bodies].forEach(list => list.splice(0)));

  it('runs a collection over the socket and reports how it was kept in', async () => {
    const summary = await newman.run(
      collection([{ name: 'a', request: 'http://anything.invalid/a?b=%20' }]),
      socketPath,
      limits,
      signal,
    );

    expect(summary).toMatchObject({ end: 'completed', requests: 1, failures: 0, note: null });
    expect(summary.isolation).not.toBe('');
    expect(heard).toEqual(['GET /a?b=%20']);
  }, 60_000);

  it('sends to the socket what asks for TLS or another address as well', async () => {
    const script = ['pm.sendRequest("http://127.0.0.1:1/from-script", () => {});'];
    const item = {
      name: 'a',
      request: 'http://169.254.169.254/b',
      event: [{ listen: 'test', script: { exec: script } }],
    };

    await newman.run(collection([item]), socketPath, limits, signal);

    expect(heard).toEqual(['GET /b', 'GET /from-script']);
  }, 60_000);

  it.each([
    ['an endless loop', 'while (true) {}'],
    ['a rejection that nobody handles', 'Promise.reject(new Error("boom"))'],
    ['more memory than there is', 'const all = []; while (true) all.push(new Array(1e6).fill(all.length))'],
  ])(
    'survives a script with %s',
    async (_what, script) => {
      const item = { name: 'a', request: 'http://x.invalid/', event: [{ listen: 'test', script: { exec: [script] } }] };

      const summary = await newman.run(collection([item]), socketPath, limits, signal);

      expect(['completed', 'died', 'deadline']).toContain(summary.end);
      expect(childProcesses(memoryMb)).toEqual([]);
    },
    60_000,
  );

  it('lets a warm child go that nobody uses', async () => {
    newman.warm();
    newman.warm();

    await until(() => childProcesses(memoryMb).length > 0);
    await until(() => childProcesses(memoryMb).length === 0);
  }, 60_000);

  it('passes on what the tests of a collection say, without what a terminal would act on', async () => {
    const exec = [
      'pm.test("one \\u001b[31m", () => {});',
      'pm.test("two", () => pm.expect(1).to.equal(2));',
      'pm.test.skip("three", () => {});',
      'for (let n = 0; n < 1100; n++) pm.test("many", () => {});',
    ];
    const item = {
      id: 'own-1-1',
      name: 'a',
      request: 'http://x.invalid/',
      event: [{ listen: 'test', script: { exec } }],
    };

    const summary = await newman.run(collection([item]), socketPath, { ...limits, scriptMs: 10_000 }, signal);

    expect(summary.assertions.slice(0, 4)).toEqual([
      { item: 'own-1-1', name: 'one  [31m', passed: true, error: null },
      { item: 'own-1-1', name: 'two', passed: false, error: 'expected 1 to equal 2' },
      { item: 'own-1-1', name: 'three', passed: false, error: 'The script skipped it.' },
      { item: 'own-1-1', name: 'many', passed: true, error: null },
    ]);
    expect(summary.assertions).toHaveLength(1_000);
    expect(summary.assertionsLeftOut).toBe(103);
  }, 60_000);

  it('runs the collection of a package as it is rewritten', async () => {
    const file = {
      info: { name: 'Own', schema },
      variable: [{ key: 'title', value: 'Dune' }],
      item: [
        {
          name: 'folder',
          event: [{ listen: 'prerequest', script: { exec: ['pm.variables.set("id", pm.environment.get("first"));'] } }],
          item: [
            { name: 'one', request: '{{base}}/books/{{id}}?q=1' },
            {
              name: 'two',
              request: {
                method: 'PUT',
                url: { raw: '', host: ['{{base}}'], path: ['books', ':id'], variable: [{ key: 'id', value: '8' }] },
                body: { mode: 'raw', raw: '{"title":"{{title}}"}', options: { raw: { language: 'json' } } },
              },
              event: [{ listen: 'test', script: { exec: ['pm.test("ok", () => pm.response.to.have.status(200));'] } }],
            },
          ],
        },
      ],
    };
    const environment = { name: 'E', values: [{ key: 'first', value: '7', enabled: true }] };
    const files = new Map([
      ['tests/a.postman_collection.json', JSON.stringify(file)],
      ['tests/a.postman_environment.json', JSON.stringify(environment)],
    ]);
    const content = { ...contentOf(files), files: [...files.keys()].map(path => ({ path, size: 1, sha256: '' })) };
    const operation = (operationId: string) => ({ operationId, responses: {} });
    const definition = readDefinition({
      basePath: '/v1',
      paths: { '/books/{id}': { get: operation('GetBook'), put: operation('PutBook') } },
    });
    const { collections, faults } = readOwnCollections(content, definition);
    const [own] = collections;

    const summary = await newman.run(own?.collection ?? {}, socketPath, limits, signal, {
      environment: own?.environment ?? null,
      mostRequests: 10,
    });

    expect(faults).toEqual([]);
    expect(heard).toEqual(['GET /v1/books/7?q=1', 'PUT /v1/books/8']);
    expect(cases).toEqual(['own-1-1', 'own-1-2']);
    expect(bodies).toEqual(['', '{"title":"Dune"}']);
    expect(summary.assertions).toEqual([{ item: 'own-1-2', name: 'ok', passed: true, error: null }]);
  }, 60_000);

  it('refuses collections of strangers where it can give no network and no file system of their own', async () => {
    const weak = createNewman({ childEntry, memoryMb, detect: () => Promise.resolve(weakestIsolation) });
    const own = { environment: null, mostRequests: 10 };
    const item = [{ name: 'a', request: 'http://anything.invalid/generated' }];

    expect(await weak.refusesStrangers()).toMatch(/network and file system of its own/);
    await expect(weak.run(collection(item), socketPath, limits, signal, own)).rejects.toMatchObject({
      code: 'newman-unavailable',
    });
    expect(heard).toEqual([]);

    const generated = await weak.run(collection(item), socketPath, limits, signal);

    expect(generated).toMatchObject({ end: 'completed', isolation: 'process only' });
    expect(heard).toEqual(['GET /generated']);
    await weak.close();
  }, 60_000);

  it('runs many at once and leaves no process or folder', async () => {
    const many = Array.from({ length: 6 }, (_, index) =>
      newman.run(collection([{ name: 'a', request: `http://x.invalid/${index}` }]), socketPath, limits, signal),
    );

    const summaries = await Promise.all(many);

    expect(summaries.map(({ end }) => end)).toEqual(Array.from({ length: 6 }, () => 'completed'));
    expect(heard).toHaveLength(6);
    await until(() => childProcesses(memoryMb).length === 0);
  }, 90_000);

  it('lets many runs that wait for their turn share one signal, without being taken for a leak', async () => {
    const shared = new AbortController().signal;
    const broken = createNewman({
      childEntry,
      detect: () => Promise.resolve({ ...weakestIsolation, command: () => ['/bin/false'] }),
    });
    const many = Array.from({ length: 20 }, () => broken.run(collection([]), socketPath, limits, shared));
    await new Promise(resolve => setImmediate(resolve));

    // Node warns of more than ten.
    expect(getEventListeners(shared, 'abort').length).toBeLessThanOrEqual(10);

    await Promise.allSettled(many);
    await broken.close();
  }, 60_000);

  it('says that the installation is not complete when there is no child program', async () => {
    const missing = createNewman({ childEntry: new URL('missing.js', childEntry) });

    await expect(missing.run(collection([]), socketPath, limits, signal)).rejects.toMatchObject({
      code: 'newman-unavailable',
    });
  }, 60_000);

  it.each([
    ['talks nonsense', 'require("fs").writeSync(3, "nonsense\\n")'],
    [
      'claims more than can be',
      'w({kind:"ready"}); w({kind:"done",requests:-1,failures:"x",error:null,assertions:[],assertionsLeftOut:0})',
    ],
    [
      'makes up tests',
      'w({kind:"ready"}); w({kind:"done",requests:1,failures:0,error:null,assertions:[{item:"../x",name:1,passed:"yes"}],assertionsLeftOut:0})',
    ],
    ['never stops talking', 'w({kind:"ready"}); for (;;) require("fs").writeSync(3, "x".repeat(65536))'],
    ['ends at once', 'process.exit(0)'],
  ])(
    'A50: believes nothing that a child says when it %s',
    async (_what, code) => {
      // Beside the real one: that folder is all that a child sees.
      const entry = fileURLToPath(new URL(`hostile-${process.pid}.cjs`, childEntry));
      writeFileSync(
        entry,
        `const w = m => require("fs").writeSync(3, JSON.stringify(m) + "\\n"); ${code}; setInterval(() => {}, 1000);`,
      );
      const hostile = createNewman({ childEntry: pathToFileURL(entry) });

      const run = hostile.run(collection([]), socketPath, { ...limits, totalMs: 2_000 }, signal);

      const ended = await run.then(
        summary => summary.end,
        (error: { code?: string }) => error.code,
      );
      rmSync(entry);
      expect(['died', 'deadline', 'newman-unavailable']).toContain(ended);
    },
    60_000,
  );
});

describe('the isolation of the child', () => {
  let isolation: Isolation;
  const detected = detectIsolation(childEntry).then(found => (isolation = found));

  let place: Place;

  function inside(code: string, args: readonly string[] = []): Promise<string> {
    const [program, ...rest] = isolation.command([...args, '-e', code], place);
    return new Promise(resolve => {
      execFile(program, rest, { env: {}, cwd: '/', timeout: 20_000 }, (error, stdout) =>
        resolve(stdout.trim() || (error?.message ?? '')),
      );
    });
  }

  beforeAll(async () => {
    await detected;
    place = await makePlace();
  }, 60_000);

  afterAll(() => place.remove());

  it('has no network where the system can give it one of its own', async () => {
    if (!isolation.network) {
      // A system without namespaces runs generated collections only, and the record says so.
      expect(isolation.description).not.toContain('own network');
      return;
    }
    const server = net.createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;

    const said = await inside(
      `require('net').connect(${port}, '127.0.0.1').on('connect', () => console.log('connected')).on('error', e => console.log(e.code))`,
    );

    server.close();
    expect(['ENETUNREACH', 'ECONNREFUSED']).toContain(said);
  }, 60_000);

  it('reads nothing but its own programs', async () => {
    const fence = nodeArguments(childEntry, 64, folderInside(isolation, place)).slice(0, -1);

    expect(
      await inside(
        "try { require('fs').readFileSync('/etc/passwd'); console.log('read'); } catch (e) { console.log(e.code); }",
        fence,
      ),
    ).toBe('ERR_ACCESS_DENIED');
    expect(
      await inside(
        "try { require('child_process').execFileSync('/bin/true'); console.log('ran'); } catch (e) { console.log(e.code); }",
        fence,
      ),
    ).toBe('ERR_ACCESS_DENIED');
  }, 60_000);

  // Bubblewrap sets PWD.
  it('has an empty environment', async () =>
    expect(await inside('delete process.env.PWD; console.log(JSON.stringify(process.env))')).toBe('{}'));

  it('works in an empty folder', async () =>
    expect(await inside('console.log(JSON.stringify(require("fs").readdirSync(process.cwd())))')).toBe('[]'));
});
