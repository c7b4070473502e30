import { execFile } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findTools } from '../../src/adapters/newman/candidates.js';
import { workingIsolations } from '../../src/adapters/newman/detect.js';
import { tooWeakForStrangers } from '../../src/adapters/newman/isolation.js';
import type { Isolation } from '../../src/adapters/newman/isolation.js';
import { inPlace, makePlace } from '../../src/adapters/newman/place.js';
import { createNewman } from '../../src/adapters/newman/run-collection.js';
import type { RunSummary } from '../../src/adapters/newman/run-collection.js';
import { childEntry, childProcesses, readProc, until } from '../support/functional.js';
import { attacks, tableOf } from '../support/sandbox/attacks.js';
import type { AttackId, AttackResult } from '../support/sandbox/attacks.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const support = new URL('../support/sandbox/', import.meta.url);
const greedyEntry = new URL('greedy-child.cjs', support);
const nativeEntry = new URL('native.cjs', support);

/** Tells this file's children from those of others. */
const memoryMb = 248;
const limits = { totalMs: 20_000, requestMs: 5_000, scriptMs: 500 };
const { signal } = new AbortController();
const canary = `canary-${process.pid}-5e1f`;
const marker = `assay-attack-${process.pid}`;

const results: AttackResult[] = [];
const note = (id: AttackId, where: string, outcome: string) => results.push({ id, where, outcome });

const collectionOf = (scripts: readonly string[], name = 'attack') => ({
  info: { name, schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
  item: scripts.map((script, index) => ({
    id: `own-1-${index + 1}`,
    name: `step ${index + 1}`,
    request: 'http://connector.invalid/a',
    event: [{ listen: 'test', script: { exec: [script] } }],
  })),
});

/** Pids of processes with this word in their command line. */
const processesWith = (word: string): number[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => readProc(pid, 'cmdline').includes(word));

describe('attacks on the sandbox', () => {
  let folder: string;
  let socketPath: string;
  let server: http.Server;
  let isolations: Isolation[];
  const heard: string[] = [];
  const newman = createNewman({ childEntry, memoryMb, idleSeconds: 5 });

  beforeAll(async () => {
    process.env.ASSAY_TEST_CANARY = canary;
    isolations = (await workingIsolations(childEntry, { ...findTools(), ...bubblewrap() })).filter(
      isolation => tooWeakForStrangers(isolation) === null,
    );
    folder = mkdtempSync(join(tmpdir(), 'assay-attacks-'));
    socketPath = join(folder, 's');
    server = http.createServer((request, response) => {
      heard.push(`${request.method} ${request.url}`);
      response.end('{}');
    });
    await new Promise<void>(resolve => server.listen(socketPath, resolve));
  }, 60_000);

  afterAll(async () => {
    delete process.env.ASSAY_TEST_CANARY;
    await newman.close();
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
    rmSync(folder, { recursive: true });
    process.stdout.write(`\n${tableOf(results)}\n`);
    expect(Object.keys(attacks).filter(id => !results.some(result => result.id === id))).toEqual([]);
  });

  beforeEach(() => {
    heard.splice(0);
    newman.warm();
  });

  afterEach(() => {
    expect(childProcesses(memoryMb).filter(pid => readProc(pid, 'cmdline').includes('greedy'))).toEqual([]);
    expect(processesWith(marker)).toEqual([]);
  });

  it('are tried in every way to keep a child in that this machine should have', () => {
    const ways = isolations.map(({ description }) => description.replace(/.*own user/, 'own user'));

    // Needs Linux, util-linux 2.38 and the permission to make namespaces; root tries what an ordinary user has as well.
    expect(ways).toEqual(expect.arrayContaining(['own user namespace (unshare)']));
    if (process.getuid?.() === 0) expect(ways).toContain('own user (unshare)');
    if (bubblewrap().bwrap !== null) expect(ways).toContain('own user namespace (bubblewrap)');
  });

  describe('with native code, Newman’s sandbox and Node’s permission model both left', () => {
    it('A01, A02, A04, A05, A06, A07, A14: reach no file, environment, network, socket or process', async () => {
      const tcp = [await listener(), await listener()];
      const other = Object.values(networkInterfaces())
        .flat()
        .filter(address => address !== undefined && !address.internal);
      const udp = dgram.createSocket('udp4');
      let datagrams = 0;
      udp.on('message', () => (datagrams += 1));
      udp.bind(0, '127.0.0.1');
      await once(udp, 'listening');
      const unix = [join(folder, 'postgres'), `\0${marker}`];
      const unixServers = await Promise.all(unix.map(listener));
      chmodSync(folder, 0o777);
      for (const path of unix.slice(0, 1)) chmodSync(path, 0o777);
      const neighbour = await makePlace();
      writeFileSync(join(neighbour.folder, inPlace.visible, inPlace.files, 'secret'), canary, { mode: 0o644 });
      const victim = execFile('/bin/sleep', ['60']);

      try {
        for (const isolation of isolations) {
          const { said } = await natively(isolation, ['A01', 'A02', 'A04', 'A05', 'A06', 'A07', 'A14'], {
            files: [
              '/etc/passwd',
              join(root, 'src'),
              join(root, 'package-lock.json'),
              join(root, '.git'),
              neighbour.folder,
            ].concat([`/proc/${process.pid}/root/etc/passwd`, '/proc/self/root/etc/passwd', folder, '/root', '/home']),
            parent: process.pid,
            installation: fileURLToPath(new URL('.', childEntry)),
            tcp: [
              ...tcp.map(one => ({ host: '127.0.0.1', port: one.port })),
              ...other.map(address => ({ host: address?.address, port: tcp[0]?.port })),
            ],
            udp: udp.address().port,
            sockets: unix,
            processes: [process.pid, process.ppid, victim.pid],
          });

          for (const [id, got] of Object.entries(said)) {
            const outcomes = [...new Set(Object.values(got))];
            expect({ id, isolation: isolation.description, outcomes }).not.toMatchObject({
              outcomes: expect.arrayContaining(['done']) as unknown,
            });
            expect(outcomes.length).toBeGreaterThan(0);
            note(id as AttackId, shortNameOf(isolation), outcomes.join(' '));
          }
        }
        expect([...tcp, ...unixServers].map(one => one.connections())).toEqual([0, 0, 0, 0]);
        expect(datagrams).toBe(0);
        expect(victim.exitCode).toBeNull();
        expect(victim.signalCode).toBeNull();
      } finally {
        victim.kill('SIGKILL');
        udp.close();
        await neighbour.remove();
        await Promise.all([...tcp, ...unixServers].map(one => one.stop()));
      }
    }, 60_000);

    it('A03, A15: start a few processes at most, and leave none behind', async () => {
      for (const isolation of isolations) {
        let most = 0;
        const count = setInterval(() => (most = Math.max(most, processesWith(marker).length)), 100);
        const { said } = await natively(isolation, ['A15', 'A03'], { marker }).finally(() => clearInterval(count));

        expect(said.A03).toMatchObject({ codes: ['EAGAIN'] });
        expect(Number(said.A03?.refused)).toBeGreaterThan(50);
        expect(Number(said.A03?.refused)).toBeLessThan(100);
        expect(said.A15).toEqual({ started: true });
        // The programs that it was started through have the word in their command lines as well.
        expect(most).toBeLessThan(40);
        expect(most).toBeGreaterThan(1);
        await until(() => processesWith(marker).length === 0);
        note('A03', shortNameOf(isolation), `${String(said.A03?.refused)} of 100 refused (EAGAIN)`);
        note('A15', shortNameOf(isolation), 'gone with the run');
      }
    }, 60_000);
  });

  describe('with the real runner', () => {
    const run = async (scripts: readonly string[], own: Partial<typeof limits> = {}): Promise<RunSummary> =>
      newman.run(collectionOf(scripts), socketPath, { ...limits, ...own }, signal, {
        environment: null,
        mostRequests: 50,
      });

    it('A08: do not leave Newman’s script sandbox by the published ways', async () => {
      const ways = [
        'pm.sendRequest.constructor("return process")().exit(7)',
        'pm.test("way", () => pm.expect(this.constructor.constructor("return process")().pid).to.equal(undefined))',
        'import("node:fs").then(fs => pm.test("imported", () => {}), () => {})',
        'Error.prepareStackTrace = (_, frames) => frames.map(f => f.getThis && f.getThis()).find(t => t && t.process); pm.test("frames", () => pm.expect(new Error().stack).to.be.an("object"))',
        'pm.test("main module", () => pm.expect(process.mainModule.require("fs").readFileSync("/etc/passwd")).to.be.ok)',
        'pm.test("required", () => pm.expect(require("child_process").execSync("id")).to.be.ok)',
        'pm.test("binding", () => pm.expect(process.binding("fs")).to.be.ok)',
      ];

      const summary = await run(ways);

      expect(summary.end).toBe('completed');
      // What passes here would have worked.
      expect(summary.assertions.filter(({ passed }) => passed)).toEqual([]);
      expect(summary.assertions.length).toBeGreaterThan(0);
      note('A08', 'real runner', `${ways.length} ways, none worked`);
    }, 60_000);

    it('A33: do not print what is secret', async () => {
      const summary = await run([
        'console.log(JSON.stringify([pm.environment.toObject(), pm.variables.toObject(), pm.request, pm.globals.toObject()])); pm.test(JSON.stringify([pm.environment.toObject(), pm.request, typeof process === "undefined" ? 0 : process.env]), () => { throw new Error(JSON.stringify(pm.request)); })',
      ]);

      expect(summary.assertions).toHaveLength(1);
      expect(JSON.stringify(summary)).not.toContain(canary);
      note('A33', 'real runner', 'the child has none');
    }, 60_000);

    it.each([
      ['A09', 'while (true) {}', /timed out after 500/],
      [
        'A13',
        'const text = "x".repeat(1048576); for (let n = 0; n < 1024; n++) console.log(text);',
        /timed out after 500/,
      ],
      ['request loop', 'pm.execution.setNextRequest("step 1");', /more than 50/],
    ] as const)(
      'by a script that goes on without end are cut off: %s',
      async (id, script, why) => {
        const summary = await run([script]);

        expect(summary).toMatchObject({ end: 'completed', note: expect.stringMatching(why) as unknown });
        expect(heard.length).toBeLessThanOrEqual(52);
        note(id, 'real runner', String(summary.note));
      },
      60_000,
    );

    it.each([
      // It returns nothing: promises that wait for each other would fill the heap before the deadline, as A11 does.
      ['A10', 'const again = () => void Promise.resolve().then(again); again();', { totalMs: 3_000 }, 'deadline'],
      ['A11', 'const all = []; while (true) all.push(new Array(1e6).fill(all.length));', { scriptMs: 15_000 }, 'died'],
      ['A12', 'const all = []; while (true) all.push(new Uint8Array(16777216).fill(1));', { scriptMs: 15_000 }, 'died'],
      ['unhandled rejection', 'Promise.reject(new Error("boom"));', {}, 'died'],
    ] as const)(
      'by a script end with the child: %s',
      async (id, script, own, end) => {
        const summary = await run([script], own);

        expect(summary).toMatchObject({ end });
        note(id, 'real runner', `${summary.end}: ${String(summary.note).slice(0, 40)}`);
      },
      60_000,
    );

    it.each([
      ['A12', 'buffers', /memory|signal|exit code/],
      ['A12', 'slow buffers', /memory|signal|exit code/],
      ['A13', 'errors', /wrote more than it may/],
      ['A13', 'replies', /replied more than it may/],
    ] as const)(
      'by a child that is wholly the attacker’s are ended: %s, %s',
      async (id, name, why) => {
        const greedy = createNewman({ childEntry: greedyEntry, memoryMb });
        const before = process.memoryUsage().rss;

        const summary = await greedy.run(collectionOf([], name), socketPath, limits, signal);
        await greedy.close();

        expect(summary).toMatchObject({ end: 'died', note: expect.stringMatching(why) as unknown });
        expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1_048_576);
        note(id, `real runner, ${name}`, String(summary.note));
      },
      60_000,
    );

    it('leave no folder behind', async () => {
      const ours = () => readdirSync(tmpdir()).filter(name => name.startsWith(`assay-run-${process.pid}-`));
      const before = new Set(ours());

      const greedy = createNewman({ childEntry: greedyEntry, memoryMb });
      const summary = await greedy.run(collectionOf([], 'silence'), socketPath, { ...limits, totalMs: 500 }, signal);
      await greedy.close();

      expect(summary.end).toBe('deadline');
      // A child that the other runner warms has a folder as well, but no socket in it yet.
      expect(ours().filter(name => !before.has(name) && wasShown(join(tmpdir(), name)))).toEqual([]);
    }, 60_000);
  });

  /** Runs native attacks in this isolation, without Node's permission model. */
  async function natively(
    isolation: Isolation,
    ids: readonly AttackId[],
    given: object,
  ): Promise<{ said: Record<string, Record<string, unknown>> }> {
    const place = await makePlace();
    const script = readFileSync(nativeEntry, 'utf8');
    const asked = JSON.stringify({ ...given, attacks: ids });
    const [program, ...args] = isolation.command(['-e', `process.argv.splice(1, 0, '');${script}`, asked], place);
    try {
      const stdout = await new Promise<string>((resolve, reject) => {
        execFile(program, args, { env: {}, cwd: '/', timeout: 20_000, killSignal: 'SIGKILL' }, (error, out, errors) =>
          out === '' ? reject(new Error(`${error?.message} ${errors}`)) : resolve(out),
        );
      });
      return { said: (JSON.parse(stdout) as { results: Record<string, Record<string, unknown>> }).results };
    } finally {
      await place.remove();
    }
  }

  /** True for the folder of a child that was given a run's socket. */
  function wasShown(path: string): boolean {
    try {
      return readdirSync(join(path, inPlace.visible)).includes(inPlace.socket);
    } catch {
      return false;
    }
  }
});

/** Where Bubblewrap is: on the machine, or where ASSAY_TEST_BWRAP says. */
function bubblewrap(): { bwrap: string | null } {
  return { bwrap: process.env.ASSAY_TEST_BWRAP ?? findTools().bwrap };
}

function shortNameOf({ description }: Isolation): string {
  return description.replace(/.*own user/, 'user');
}

/** A listener that counts who connects. */
async function listener(
  path?: string,
): Promise<{ port: number; connections: () => number; stop: () => Promise<void> }> {
  let connections = 0;
  const server = net.createServer(socket => {
    connections += 1;
    socket.destroy();
  });
  if (path === undefined) server.listen(0);
  else server.listen(path);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    connections: () => connections,
    stop: () => new Promise(resolve => server.close(() => resolve())),
  };
}
