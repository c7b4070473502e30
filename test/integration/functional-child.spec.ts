import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { detectIsolation, nodeArguments } from '../../src/adapters/newman/isolation.js';
import type { Isolation } from '../../src/adapters/newman/isolation.js';
import { createNewman } from '../../src/adapters/newman/run-collection.js';
import { childEntry, childProcesses, until } from '../support/functional.js';

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
  const newman = createNewman({ childEntry, memoryMb, idleSeconds: 1 });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assay-child-'));
    socketPath = join(folder, 's');
    server = http.createServer((request, response) => {
      heard.push(`${request.method} ${request.url}`);
      response.end('{"id":"a b/1"}');
    });
    await new Promise<void>(resolve => server.listen(socketPath, resolve));
  });

  afterAll(async () => {
    await newman.close();
    await new Promise(resolve => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  beforeEach(() => heard.splice(0));

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

  it('says that the installation is not complete when there is no child program', async () => {
    const missing = createNewman({ childEntry: new URL('missing.js', childEntry) });

    await expect(missing.run(collection([]), socketPath, limits, signal)).rejects.toMatchObject({
      code: 'newman-unavailable',
    });
  }, 60_000);

  it.each([
    ['talks nonsense', 'require("fs").writeSync(3, "nonsense\\n")'],
    ['claims more than can be', 'w({kind:"ready"}); w({kind:"done",requests:-1,failures:"x",error:null})'],
    ['never stops talking', 'w({kind:"ready"}); for (;;) require("fs").writeSync(3, "x".repeat(65536))'],
    ['ends at once', 'process.exit(0)'],
  ])(
    'believes nothing that a child says when it %s',
    async (_what, code) => {
      // Beside the real one, where Newman is found from.
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

  function inside(code: string, args: readonly string[] = []): Promise<string> {
    const [program, ...rest] = isolation.command([...args, '-e', code]);
    return new Promise(resolve => {
      execFile(program, rest, { env: {}, cwd: '/', timeout: 20_000 }, (error, stdout) =>
        resolve(stdout.trim() || (error?.message ?? '')),
      );
    });
  }

  beforeAll(async () => void (await detected), 60_000);

  it('has no network where the system can give it one of its own', async () => {
    if (!isolation.network) {
      // A system without namespaces runs generated collections only, and the record says so.
      expect(isolation.description).not.toContain('namespace');
      return;
    }
    const server = net.createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;

    const said = await inside(
      `require('net').connect(${port}, '127.0.0.1').on('connect', () => console.log('connected')).on('error', e => console.log(e.code))`,
    );

    server.close();
    expect(said).toBe('ENETUNREACH');
  }, 60_000);

  it('reads nothing but its own programs', async () => {
    const fence = nodeArguments(childEntry, 64).slice(0, -1);

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

  it('has an empty environment', async () =>
    expect(await inside('console.log(JSON.stringify(process.env))')).toBe('{}'));
});
