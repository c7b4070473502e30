import { createHash, randomBytes } from 'node:crypto';
import { readdir, stat, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { codeOf } from './error-code.js';

/** Names the machine: a process number means something only there. Several machines may share one store. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 12);
/** Names this run of the process: after a restart in a container, machine and process number are often the same again. */
const run = randomBytes(4).toString('hex');
const temporaryName = /^([0-9a-f]{12})-(\d+)-([0-9a-f]{8})-[0-9a-f]{16}\.part$/;

/** No write takes this long; what is older was left behind, by whomever. */
const abandonedAfterMs = 60 * 60 * 1000;

/** A name for a file that is being written. It says who writes it. */
export function temporaryFileName(): string {
  return `${machine}-${process.pid}-${run}-${randomBytes(8).toString('hex')}.part`;
}

/** Removes what killed processes left half written in this folder. Files that live processes write, and strangers' files, stay. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, writtenOn, pid, writtenIn] = temporaryName.exec(name) ?? [];
    if (writtenOn === undefined) continue;
    const path = join(folder, name);
    if (!isDead(writtenOn, Number(pid), writtenIn)) {
      const found = await stat(path).catch(() => null);
      if (!found || Date.now() - found.mtimeMs < abandonedAfterMs) continue;
    }
    await unlink(path).catch((error: unknown) => {
      // Another process that starts at the same time cleans up as well.
      if (codeOf(error) !== 'ENOENT') throw error;
    });
  }
}

/** Whether the writer is known to be gone; of another machine's nobody here can tell. */
function isDead(writtenOn: string, pid: number, writtenIn: string | undefined): boolean {
  if (writtenOn !== machine) return false;
  if (pid === process.pid) return writtenIn !== run;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}
