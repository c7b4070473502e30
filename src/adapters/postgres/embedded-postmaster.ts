import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { chown, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Home } from './embedded-home.js';

/** A postmaster as its own pid file describes it. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

/**
 * Small on purpose: the service works on rows by the thousand, not by the million. fsync stays on, because what was accepted must
 * survive a power cut. No UNIX socket: its path would be limited to 107 bytes, and a data folder may be deeper.
 */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '32MB',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  max_wal_size: '256MB',
  min_wal_size: '80MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_worker_processes: '2',
  max_logical_replication_workers: '0',
  max_parallel_workers: '0',
  autovacuum_worker_slots: '3',
  autovacuum_max_workers: '1',
  io_method: 'sync',
  huge_pages: 'off',
  jit: 'off',
  log_checkpoints: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

const largestLog = 4 * 1024 * 1024;

/** The postmaster that runs on this cluster, whoever started it, or null when there is none. */
export async function runningPostmaster(home: Home): Promise<Postmaster | null> {
  const pidFile = join(home.cluster, 'postmaster.pid');
  const text = await readFile(pidFile, 'utf8').catch(() => '');
  // One fact a line: pid, data directory, start time, port, socket directory, address, shared memory, status.
  const [pid, , , port, , , , status] = text.split('\n').map(line => line.trim());
  if (!pid || !port) return null;
  const owner = await ownerOfPid(Number(pid), home.cluster);
  if (owner === 'postmaster') return { pid: Number(pid), port: Number(port), ready: status === 'ready' };
  if (owner === 'stranger') await disown(pidFile, text);
  return null;
}

/**
 * Starts a postmaster and waits until it takes connections. Gives null then, and the last lines of its log when it ended instead.
 * It gets its own session, so that Ctrl-C in a terminal reaches Assay alone, which drains first and stops the database last.
 */
export async function launchPostmaster(home: Home, port: number): Promise<string | null> {
  await turnLog(home.log);
  const start = await stat(home.log).then(
    ({ size }) => size,
    () => 0,
  );
  const options = Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const output = openSync(home.log, 'a', 0o600);
  const child = spawn(join(home.native, 'bin', 'postgres'), ['-D', home.cluster, ...options], {
    ...home.identity,
    cwd: home.folder,
    env: { LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  child.unref();
  let ended: string | null = null;
  child.once('error', error => (ended = error.message));
  child.once('exit', (code, signal) => (ended = `It ended with ${signal ?? `exit code ${code}`}.`));

  while (ended === null) {
    const running = await runningPostmaster(home);
    if (running?.ready && running.pid === child.pid) {
      await writeFile(home.port, `${port}\n`);
      await giveBack(home);
      return null;
    }
    await delay(15);
  }
  const lines = (await readFile(home.log).catch(() => Buffer.alloc(0))).subarray(start).toString('utf8').trim();
  return [ended, ...lines.split('\n').slice(-8)].join('\n').trim();
}

/** The port written down for this cluster if it is free, else any free one. Loopback only. */
export async function choosePort(home: Home): Promise<number> {
  const written = Number(await readFile(home.port, 'utf8').catch(() => '0'));
  return (await freePort(written)) ?? (await freePort(0)) ?? 0;
}

/** Asks the postmaster to shut down (SIGINT: fast and clean), and at once (SIGQUIT) when it has not within ten seconds. */
export async function stopPostmaster(home: Home, pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    signalPostmaster(pid, signal);
    for (const until = Date.now() + 10_000; Date.now() < until; await delay(20)) {
      if ((await ownerOfPid(pid, home.cluster)) !== 'postmaster') return;
    }
  }
}

/** Sends a signal; a postmaster that is gone already is fine. */
export function signalPostmaster(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it is gone
  }
}

/** Pids are used again: a live process is our postmaster only if its command line names our cluster. A zombie has none. */
async function ownerOfPid(pid: number, cluster: string): Promise<'postmaster' | 'stranger' | 'nobody'> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return 'nobody';
  }
  const commandLine =
    process.platform === 'linux'
      ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      : await promisify(execFile)('/bin/ps', ['-o', 'command=', '-p', String(pid)]).then(
          ({ stdout }) => stdout.trim(),
          () => '',
        );
  if (commandLine === '') return 'nobody';
  return commandLine.includes(cluster) ? 'postmaster' : 'stranger';
}

/**
 * A pid file left by a crash whose pid now belongs to another program keeps PostgreSQL from starting for ever. The file must not be
 * deleted: PostgreSQL finds orphaned backends by it. So only the pid in it is replaced, by one that cannot exist.
 */
async function disown(pidFile: string, text: string): Promise<void> {
  const { uid, gid } = await stat(pidFile);
  const impossible = 2 ** 31 - 1; // above every system's largest pid
  const staging = `${pidFile}.new`;
  await writeFile(staging, text.replace(/^\s*-?\d+/, String(impossible)), { mode: 0o600 });
  if (process.getuid?.() === 0) await chown(staging, uid, gid);
  await rename(staging, pidFile);
}

/** What root makes in the folder of another user must stay usable for that user. */
async function giveBack(home: Home): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(home.folder);
  for (const path of [home.port, home.log]) await chown(path, uid, gid);
}

async function turnLog(path: string): Promise<void> {
  const size = await stat(path).then(
    found => found.size,
    () => 0,
  );
  if (size > largestLog) await rename(path, `${path}.1`);
}

function freePort(port: number): Promise<number | null> {
  return new Promise(found => {
    const server = createServer();
    server.once('error', () => found(null));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const { port: taken } = server.address() as AddressInfo;
      server.close(() => found(taken));
    });
  });
}
