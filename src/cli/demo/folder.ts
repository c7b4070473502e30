import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { problem } from '../../core/problems.js';

/** The file that says that a folder is a demo's, and may be wiped by the next one. */
const markName = 'assay-demo.json';

/** Where the demo's service keeps its embedded database. */
const postgresFolder = join('data', 'postgres');

interface Mark {
  /** Process of the demo that made the folder; null once it ended in order. */
  readonly pid: number | null;
  /** Where its service listens; null while it starts. */
  readonly address: string | null;
}

/** The mark of a demo that left nothing running. */
export const ended: Mark = { pid: null, address: null };

/** What a demo wrote that was killed while it did so: no process is known, but something may run. */
const unknown: Mark = { pid: 0, address: null };

/**
 * Empties the folder of an earlier demo, or makes it, and marks it as this demo's. What a killed demo left running is ended.
 * Throws `demo-directory-foreign` when the folder is anything else, `demo-running` when a demo still runs in it.
 */
export async function claimFolder(directory: string): Promise<void> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw problem('demo-directory-foreign', { directory }, error);
  });
  if (names.length > 0 && !names.includes(markName)) throw problem('demo-directory-foreign', { directory });
  const earlier = names.length === 0 ? ended : await readMark(directory);
  if (earlier.pid !== ended.pid) {
    await refuseWhileRunning(directory, earlier);
    await endDatabase(directory);
  }
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await mark(directory, { pid: process.pid, address: null });
}

/** Notes where the service of this demo listens, or with `pid` null that the demo ended in order. */
export async function mark(directory: string, content: Mark): Promise<void> {
  await writeFile(join(directory, markName), `${JSON.stringify(content)}\n`);
}

async function refuseWhileRunning(directory: string, { pid, address }: Mark): Promise<void> {
  if (pid === null || pid === unknown.pid || !isAlive(pid)) return;
  // The number of a process that is gone may belong to another one by now; that one does not answer as ours would.
  const isOurs = address === null || (await isHealthy(address));
  if (isOurs) throw problem('demo-running', { directory, pid, address: address ?? 'it is starting' });
}

/** A killed demo leaves its database running. Joining it and leaving it again as the last user shuts it down in order. */
async function endDatabase(directory: string): Promise<void> {
  const ignore = () => undefined;
  const folder = join(directory, postgresFolder);
  const exists = await readdir(folder).then(
    names => names.length > 0,
    () => false,
  );
  if (!exists) return;
  const { startEmbeddedPostgres } = await import('../../adapters/postgres/embedded.js');
  try {
    const database = await startEmbeddedPostgres({
      directory: folder,
      log: { info: ignore, warn: ignore, error: ignore },
    });
    await database.stop();
  } catch {
    // One that was killed half-made cannot run either, and is wiped with the rest.
  }
}

async function readMark(directory: string): Promise<Mark> {
  try {
    const value: unknown = JSON.parse(await readFile(join(directory, markName), 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('address' in value)) return unknown;
    const { pid, address } = value;
    if (pid === null) return ended;
    return typeof pid === 'number' ? { pid, address: typeof address === 'string' ? address : null } : unknown;
  } catch {
    return unknown;
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function isHealthy(address: string): Promise<boolean> {
  try {
    const answer = await fetch(`${address}/healthz`, { signal: AbortSignal.timeout(2000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
