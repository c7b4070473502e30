import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, chown, cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import pg from 'pg';
import { runnableBinaries, shippedPostgres } from '../../src/adapters/postgres/embedded-binaries.js';
import { isRoot, serverIdentity } from '../../src/adapters/postgres/embedded-identity.js';
import { startEmbeddedPostgres } from '../../src/adapters/postgres/embedded.js';
import type { EmbeddedPostgres } from '../../src/adapters/postgres/embedded.js';
import { keptLog } from '../support/kept-log.js';
import { temporaryFolder } from '../support/temporary.js';

jest.setTimeout(60_000); // makes databases, and copies 60 MB of binaries

describe('adapters/postgres/embedded', () => {
  const log = keptLog();
  const running: EmbeddedPostgres[] = [];
  const children: ChildProcess[] = [];
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let directory: string;

  // One database serves most tests: making it is what takes time.
  beforeAll(async () => {
    folder = await temporaryFolder();
    directory = join(folder.path, 'a folder with spaces', 'postgres');
  });

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const server of running.splice(0)) await server.stop();
  });

  afterAll(() => folder.remove());

  const start = async (where = directory) => {
    const server = await startEmbeddedPostgres({ directory: where, log });
    running.push(server);
    return server;
  };
  const startInChild = async () => {
    const child = spawn(process.execPath, [resolve('test/support/serve-embedded.mjs'), directory], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(child);
    const [url] = (await once(child.stdout, 'data')) as [Buffer];
    return { child, url: String(url).trim() };
  };

  it('keeps what was written over a stop and a start, and is back within a moment', async () => {
    const first = await start();
    await query(first.url, 'create table stopped as select 7 as id');
    await first.stop();

    const began = Date.now();
    const second = await start();

    expect(Date.now() - began).toBeLessThan(3_000);
    expect(await query(second.url, 'select id from stopped')).toEqual([{ id: 7 }]);
    expect(second.url).toBe(first.url);
  });

  it('never runs as root, and lets nobody else read the data or the password', async () => {
    const { url } = await start();

    const [{ uid }] = [await ownerOf(await postmasterPid(directory))];
    expect(uid).toBe(isRoot() ? serverIdentity().uid : process.getuid?.());
    expect((await stat(join(directory, 'server', 'cluster'))).mode & 0o077).toBe(0);
    expect((await stat(join(directory, 'server', 'password'))).mode & 0o077).toBe(0);
    await expect(query(url.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow(
      'password authentication failed',
    );
  });

  it('brings the server back at the same address when it is killed', async () => {
    const { url } = await start();
    await query(url, 'create table killed as select 7 as id');

    process.kill(await postmasterPid(directory), 'SIGKILL');

    expect(await eventually(() => query(url, 'select id from killed'))).toEqual([{ id: 7 }]);
  });

  it('adopts the running server when the process that started it was killed', async () => {
    const { child, url } = await startInChild();
    const pid = await postmasterPid(directory);
    child.kill('SIGKILL');
    await once(child, 'exit');

    const adopted = await start();

    expect(adopted.url).toBe(url);
    expect(await postmasterPid(directory)).toBe(pid);
    await adopted.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('starts although both it and its parent were killed at once', async () => {
    const { child } = await startInChild();
    process.kill(await postmasterPid(directory), 'SIGKILL');
    child.kill('SIGKILL');

    const { url } = await start();

    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('is stopped by the last of the processes that use it, not before', async () => {
    const ours = await start();
    const { child, url } = await startInChild();
    const pid = await postmasterPid(directory);

    await ours.stop();
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);

    child.stdin?.write('stop\n');
    await once(child, 'exit');
    expect(isAlive(pid)).toBe(false);
  });

  it('is one server when two start at once on a new folder', async () => {
    const fresh = join(folder.path, 'fresh');

    const [one, two] = await Promise.all([start(fresh), start(fresh)]);

    expect(one.url).toBe(two.url);
  });

  it('starts although the pid it left behind now belongs to another program', async () => {
    await (await start()).stop();
    const pidFile = join(directory, 'server', 'cluster', 'postmaster.pid');
    await writeFile(
      pidFile,
      `${process.pid}\n${join(directory, 'server', 'cluster')}\n1700000000\n5432\n\n127.0.0.1\n0 0\nready\n`,
    );
    if (isRoot()) await giveToServer(pidFile);

    const { url } = await start();

    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('works below a folder that only its owner may enter', async () => {
    const closed = join(folder.path, 'closed');
    await mkdir(closed, { mode: 0o700 });

    const server = await start(join(closed, 'postgres'));
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();

    const elsewhere = await readFile(join(closed, 'postgres', 'location'), 'utf8').catch(() => '');
    expect(elsewhere !== '').toBe(isRoot());
    if (elsewhere) await rm(elsewhere.trim(), { recursive: true });
  });

  it('runs binaries that npm installed without its scripts, into a folder that only root may enter', async () => {
    const shipped = await shippedPostgres();
    const native = join(folder.path, 'installed', 'native');
    await cp(shipped.native, native, {
      recursive: true,
      filter: source => !/\.so(\.\d+)?$/.test(source) || !isLink(source),
    });
    await rm(join(native, 'lib', 'libpq.so.5'), { force: true });
    await chmod(join(folder.path, 'installed'), isRoot() ? 0o700 : 0o500);
    await chmod(join(native, 'lib'), 0o500);

    const runnable = await runnableBinaries(
      { ...shipped, native },
      isRoot() ? serverIdentity() : null,
      join(folder.path, 'copies'),
      log,
    );
    await chmod(join(folder.path, 'installed'), 0o700);
    await chmod(join(native, 'lib'), 0o700);

    expect(runnable).toMatch(/copies/);
  });

  it('says what the server said when the data is damaged', async () => {
    await (await start()).stop();
    const control = join(directory, 'server', 'cluster', 'global', 'pg_control');
    await rename(control, `${control}.away`);

    const failure = start().finally(() => rename(`${control}.away`, control));

    await expect(failure).rejects.toMatchObject({
      code: 'embedded-postgres-failed',
      detail: expect.stringContaining('pg_control'),
      fix: expect.stringContaining('DATABASE_URL'),
    });
  });

  it('leaves the data of another PostgreSQL version alone', async () => {
    await (await start()).stop();
    const version = join(directory, 'server', 'cluster', 'PG_VERSION');
    const real = await readFile(version);
    await writeFile(version, '17\n');

    const failure = start().finally(() => writeFile(version, real));

    await expect(failure).rejects.toMatchObject({ code: 'embedded-postgres-version' });
  });
});

function isLink(path: string): boolean {
  return !/\.so\.\d+\.\d+$/.test(path) && /lib(ecpg|ecpg_compat|icu\w+|pgtypes|pq)\.so/.test(path);
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function eventually<Value>(work: () => Promise<Value>): Promise<Value> {
  for (const until = Date.now() + 10_000; ; await delay(100)) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}

async function postmasterPid(directory: string): Promise<number> {
  return Number((await readFile(join(directory, 'server', 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

async function ownerOf(pid: number): Promise<{ uid: number }> {
  return stat(`/proc/${pid}`);
}

async function giveToServer(path: string): Promise<void> {
  const { uid, gid } = serverIdentity();
  await chown(path, uid, gid);
}

/** A zombie that nobody has waited for yet is not alive; it has no command line. */
function isAlive(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}
