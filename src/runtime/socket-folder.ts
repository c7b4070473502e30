import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problem } from '../core/problems.js';

/** Bytes that a UNIX socket's path may have: `sun_path` holds 108 on Linux and 104 on macOS, its closing zero included. */
const longestPath = 103;

const namePrefix = 'assay-run-';
/** No run lasts this long: a folder that is older was left by a process that was killed. In milliseconds. */
const abandonedMs = 3_600_000;

/** A private folder (0700) for one run, and the path of the socket in it. */
export interface SocketFolder {
  readonly folder: string;
  readonly socketPath: string;
  remove(): Promise<void>;
}

/**
 * Makes the folder in the system's place for temporary files or, where that path is too long for a socket, in a shorter one.
 * Throws `socket-folder-unusable` when there is none.
 */
export async function makeSocketFolder(): Promise<SocketFolder> {
  const reasons: string[] = [];
  for (const parent of [tmpdir(), '/tmp', '/var/tmp', '/dev/shm']) {
    // With the process's id, so that whoever finds the folder knows whose it is.
    const prefix = join(parent, `${namePrefix}${process.pid}-`);
    if (Buffer.byteLength(`${prefix}XXXXXX/gateway`) > longestPath) {
      reasons.push(`${parent} is too long a path`);
      continue;
    }
    try {
      const folder = await mkdtemp(prefix);
      await removeAbandoned(parent, (await stat(folder)).mtimeMs);
      // mkdtemp makes it 0700 already, except under an unusual umask.
      await chmod(folder, 0o700);
      return {
        folder,
        socketPath: join(folder, 'gateway'),
        remove: () => rm(folder, { recursive: true, force: true }),
      };
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw problem('socket-folder-unusable', { reasons: reasons.join('; ') });
}

/**
 * Clears away what killed processes left. What cannot be removed, such as another user's folder, stays. `now` is by the clock that
 * dates folders, in milliseconds: by a process's own, which may be a day ahead, the folders of all runs would be old.
 */
async function removeAbandoned(parent: string, now: number): Promise<void> {
  const names = (await readdir(parent)).filter(name => name.startsWith(namePrefix));
  const oldest = now - abandonedMs;
  for (const path of names.map(name => join(parent, name))) {
    const changed = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Infinity,
    );
    if (changed < oldest) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}
