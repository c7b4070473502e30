import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../../core/log.js';
import { Problem, problem } from '../../core/problems.js';
import { openHome, serverRole } from './embedded-home.js';
import type { Home } from './embedded-home.js';
import {
  choosePort,
  launchPostmaster,
  runningPostmaster,
  signalPostmaster,
  stopPostmaster,
} from './embedded-postmaster.js';

/** A PostgreSQL that this process keeps running. */
export interface EmbeddedPostgres {
  /** Where to connect, password included. It stays the same while the database is restarted after a crash. */
  readonly url: string;
  /** Shuts the database down in order and waits for it, unless another process still uses it. */
  stop(): Promise<void>;
}

/** Our connection to the server: that it breaks says that the server died; the lock it holds says that we use the server. */
interface Session {
  readonly client: pg.Client;
  /** Unreferenced while we only watch, so that it keeps no process alive. */
  readonly socket: Socket;
  readonly pid: number;
  readonly port: number;
}

/** Advisory lock that every process holds, shared, while it uses the server. Who can take it alone is the last. */
const usersLock = 0x6173736179; // "assay"
const patienceForStaleServerMs = 8_000;
const patienceForRecoveryMs = 120_000;

/** Failures that pass by themselves: a killed postmaster not yet reaped, its last backends not yet gone, a port just taken. */
const passing = /lock file "postmaster\.pid"|shared memory block|could not bind|could not create any TCP\/IP sockets/;

/**
 * Starts the PostgreSQL that npm ships on the database kept below `directory`, which is made at the first start, or adopts the one
 * that runs there already (after a `kill -9` of the process that started it, or beside another process). A server that dies is
 * started again at the same address. When the process ends without `stop()`, the server is told to shut down, unless the
 * process was killed; then the next start adopts it.
 *
 * Throws `embedded-postgres-failed` with the last lines of the server's log, `embedded-postgres-unsupported`,
 * `embedded-postgres-version`.
 */
export async function startEmbeddedPostgres({
  directory,
  log,
}: {
  directory: string;
  log: Log;
}): Promise<EmbeddedPostgres> {
  const home = await explained(directory, () => openHome(directory, log));
  let session = await explained(directory, () => reach(home, () => choosePort(home), log));
  let recovering: Promise<void> = Promise.resolve();
  let stopping: Promise<void> | null = null;

  const watch = () => {
    session.client.once('end', () => {
      if (!stopping) recovering = recover();
    });
  };
  const recover = async () => {
    const { port } = session;
    log.warn({ folder: home.folder }, 'The embedded PostgreSQL went away; bringing it back');
    for (let pause = 250; !stopping; pause = Math.min(pause * 2, 30_000)) {
      try {
        session = await reach(home, () => Promise.resolve(port), log);
        watch();
        return;
      } catch (error) {
        log.error({ error }, 'The embedded PostgreSQL does not come back; trying again');
        await delay(pause, undefined, { ref: false });
      }
    }
  };
  const signalAtExit = () => signalPostmaster(session.pid, 'SIGINT');
  const stop = async () => {
    process.off('exit', signalAtExit);
    await recovering;
    await release(home, session, log);
  };

  watch();
  process.once('exit', signalAtExit);
  return {
    url: `postgres://${serverRole}:${home.password}@127.0.0.1:${session.port}/postgres`,
    stop: () => (stopping ??= stop()),
  };
}

/** Turns what the file system refuses (no permission, no space) into a problem. */
async function explained<Value>(directory: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem || !(error instanceof Error) || !('syscall' in error)) throw error;
    throw problem(
      'embedded-postgres-failed',
      { reason: `Its folder ${directory} cannot be used: ${error.message}.` },
      error,
    );
  }
}

/** A session on the server of this home, which is started when none runs. */
async function reach(home: Home, port: () => Promise<number>, log: Log): Promise<Session> {
  const started = Date.now();
  const giveUp = started + patienceForStaleServerMs;
  for (let launched = false; ;) {
    const session = await attach(home);
    if (session) {
      const facts = { port: session.port, pid: session.pid, ms: Date.now() - started };
      log.info(
        facts,
        launched ? 'Started the embedded PostgreSQL' : 'Adopted the embedded PostgreSQL that already runs',
      );
      return session;
    }
    const failure = await launchPostmaster(home, await port());
    launched ||= failure === null;
    if (failure === null) continue;
    if (!passing.test(failure) || Date.now() > giveUp) {
      const reason = `Starting it on ${home.cluster} failed. ${failure}`;
      throw problem('embedded-postgres-failed', { reason });
    }
    await delay(200);
  }
}

/** Joins the users of the running server; null when none runs. Waits while it recovers, or while its last user shuts it down. */
async function attach(home: Home): Promise<Session | null> {
  for (const giveUp = Date.now() + patienceForRecoveryMs; Date.now() < giveUp; await delay(40)) {
    const running = await runningPostmaster(home);
    if (!running) return null;
    if (!running.ready) continue;
    const joined = await join(home, running.port);
    if (joined) return { ...joined, pid: running.pid, port: running.port };
  }
  const reason = `A server runs on ${home.cluster} but takes no connections; ${home.log} says why.`;
  throw problem('embedded-postgres-failed', { reason });
}

/** A connection that counts us among the users, or null when the server is coming or going just now. */
async function join(home: Home, port: number): Promise<Pick<Session, 'client' | 'socket'> | null> {
  const socket = new Socket();
  const client = new pg.Client({
    stream: () => socket,
    host: '127.0.0.1',
    port,
    user: serverRole,
    password: home.password,
    database: 'postgres',
    application_name: 'assay supervisor',
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined); // `end` follows and is what counts
  try {
    await client.connect();
    const { rows } = await client.query<{ joined: boolean }>('select pg_try_advisory_lock_shared($1) as joined', [
      usersLock,
    ]);
    if (rows[0]?.joined) {
      socket.unref();
      return { client, socket };
    }
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (code === '28P01') {
      const reason = `The server on ${home.cluster} refuses the password in ${home.folder}: ${message}.`;
      throw problem('embedded-postgres-failed', { reason }, error);
    }
  }
  await client.end().catch(() => undefined);
  return null;
}

/** Leaves the users of the server, and shuts it down when we were the last. */
async function release(home: Home, session: Session, log: Log): Promise<void> {
  session.socket.ref();
  const alone = await isLast(session.client).catch(() => true); // no connection: it is going down, and we wait for that
  if (alone) await stopPostmaster(home, session.pid);
  else log.info({ folder: home.folder }, 'Another process uses the embedded PostgreSQL; leaving it running');
  await session.client.end().catch(() => undefined);
}

async function isLast(client: pg.Client): Promise<boolean> {
  await client.query('select pg_advisory_unlock_shared($1)', [usersLock]);
  const { rows } = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [usersLock]);
  return rows[0]?.alone ?? true;
}
