import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chown, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Log } from '../../core/log.js';
import { Problem, problem } from '../../core/problems.js';
import { runnableBinaries, shippedPostgres } from './embedded-binaries.js';
import type { ShippedPostgres } from './embedded-binaries.js';
import { moveElsewhere, movedTo, systemFolder } from './embedded-elsewhere.js';
import { canEnter, isRoot, serverIdentity } from './embedded-identity.js';
import type { Identity } from './embedded-identity.js';

/** The role that initdb makes and everything connects as. */
export const serverRole = 'assay';

/** All that is needed to run one database cluster. */
export interface Home {
  /** Holds the cluster, the password, the port and the log; the server's user may enter it, others may read nothing in it. */
  readonly folder: string;
  readonly cluster: string;
  readonly log: string;
  readonly port: string;
  readonly password: string;
  /** Folder of the binaries: `bin`, `lib` and `share`. */
  readonly native: string;
  /** Null when the server runs as the user of this process. */
  readonly identity: Identity | null;
}

/**
 * Opens the database of this folder, and makes it when there is none. Making is atomic: of two processes that start at once one
 * makes it and both use it, and what a crash leaves half made is never taken for a database.
 * Throws `embedded-postgres-failed`, `embedded-postgres-unsupported`, `embedded-postgres-version`.
 */
export async function openHome(directory: string, log: Log): Promise<Home> {
  const shipped = await shippedPostgres();
  const base = await baseFolder(directory, log);
  const folder = join(base, 'server');
  const cluster = join(folder, 'cluster');
  const found = await existing(cluster, shipped);
  const identity = found ? ownerOf(found.uid, found.gid) : newOwner();
  const native = await runnableBinaries(shipped, identity, identity ? systemFolder : base, log);
  if (identity) assertReachable(cluster, folder, found !== null, identity);
  if (!found) await make(base, folder, native, identity, log);
  const password = await readFile(join(folder, 'password'), 'utf8');
  return { folder, cluster, native, identity, password, log: join(folder, 'server.log'), port: join(folder, 'port') };
}

/** The folder that holds everything: the one asked for, unless that of root cannot be entered by the user that the server runs as. */
async function baseFolder(directory: string, log: Log): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o711 });
  const asked = await realpath(directory);
  const moved = await movedTo(asked);
  if (moved !== null) return moved;
  if (!isRoot() || (await isThere(join(asked, 'server'))) || canEnter(asked, serverIdentity())) return asked;
  const used = await moveElsewhere(asked);
  log.warn(
    { asked, used },
    'The database is kept elsewhere: the unprivileged user that it runs as cannot enter this folder',
  );
  return used;
}

/** Owner of a database that is there already, or null when there is none. */
async function existing(cluster: string, shipped: ShippedPostgres): Promise<{ uid: number; gid: number } | null> {
  try {
    const { uid, gid } = await stat(cluster);
    const found = (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim();
    const major = shipped.version.split('.')[0] ?? '';
    if (found !== major) throw problem('embedded-postgres-version', { folder: cluster, found, shipped: major });
    return { uid, gid };
  } catch (error) {
    if (error instanceof Problem) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !(await isThere(cluster))) return null;
    const hint = code === 'EACCES' ? ' It belongs to another user: start as the user who made it, or as root.' : '';
    throw problem('embedded-postgres-failed', {
      reason: `The database in ${cluster} cannot be read: ${message}.${hint}`,
    });
  }
}

/** Root runs a database that is there as the user who owns it, so that the same folder serves root and that user. */
function ownerOf(uid: number, gid: number): Identity | null {
  if (!isRoot()) return null;
  return uid === 0 ? serverIdentity() : { uid, gid };
}

function newOwner(): Identity | null {
  return isRoot() ? serverIdentity() : null;
}

function assertReachable(cluster: string, folder: string, found: boolean, identity: Identity): void {
  if (!found || canEnter(cluster, identity)) return;
  const reason = `The user with id ${identity.uid}, as which the database runs, cannot enter ${cluster}. It has to own it, and to be allowed (x) into every folder above ${folder}.`;
  throw problem('embedded-postgres-failed', { reason });
}

async function make(base: string, folder: string, native: string, identity: Identity | null, log: Log): Promise<void> {
  const started = Date.now();
  const staging = join(base, `new-${randomUUID()}`);
  const cluster = join(staging, 'cluster');
  const password = randomBytes(24).toString('base64url');
  try {
    await mkdir(cluster, { recursive: true, mode: 0o711 });
    await give(cluster, identity);
    await initialise(native, cluster, password, identity);
    await writeFile(join(staging, 'password'), password, { mode: 0o600 });
    await rename(staging, folder);
    log.info({ folder, ms: Date.now() - started }, 'Made the embedded database');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error; // else another process made it at the same time
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** initdb reads the password from a file only, so it lies there for the moment, readable by the server's user alone. */
async function initialise(native: string, cluster: string, password: string, identity: Identity | null): Promise<void> {
  const passwordFile = `${cluster}-password`;
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  await give(passwordFile, identity);
  const options = [
    `--pgdata=${cluster}`,
    `--username=${serverRole}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
  const surroundings = { ...identity, cwd: cluster, env: { LC_ALL: 'C', TZ: 'UTC' }, timeout: 120_000 };
  try {
    await promisify(execFile)(join(native, 'bin', 'initdb'), options, surroundings);
  } catch (cause) {
    const { message, stderr } = cause as Error & { stderr?: string };
    const reason = `Making a database in ${cluster} failed: ${stderr?.trim() || message}`;
    throw problem('embedded-postgres-failed', { reason }, cause);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function give(path: string, identity: Identity | null): Promise<void> {
  if (identity) await chown(path, identity.uid, identity.gid);
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
}
