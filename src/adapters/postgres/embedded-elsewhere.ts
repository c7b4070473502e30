import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';

/** Where root keeps what the server's unprivileged user cannot reach in the place that was asked for. */
export const systemFolder = '/var/lib/assay';

/** File of a data folder that says where its database is instead. */
const pointerName = 'location';
/** The way back: for which data folder a folder below {@link systemFolder} was made. */
const originName = 'origin';

/** Where the database of this data folder was moved to, or null when it is in the folder itself. */
export async function movedTo(asked: string): Promise<string | null> {
  const pointed = await readFile(join(asked, pointerName), 'utf8').catch(() => null);
  return pointed?.trim() ?? null;
}

/**
 * Makes a folder below {@link systemFolder} for the database of this data folder, and writes down in both which belongs to which.
 * The name is never used again: a data folder that was deleted and made anew starts with a fresh database, and the old one stays
 * where it is. Of two processes that do this at once, both get the same folder.
 */
export async function moveElsewhere(asked: string): Promise<string> {
  await sweepTemporary();
  const hash = createHash('sha256').update(asked).digest('hex').slice(0, 12);
  const base = join(systemFolder, `${hash}-${randomBytes(4).toString('hex')}`);
  await mkdir(base, { recursive: true, mode: 0o755 });
  await writeFile(join(base, originName), `${asked}\n`);
  await writeFile(join(asked, pointerName), `${base}\n`, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const agreed = (await movedTo(asked)) ?? base;
  if (agreed !== base) await rm(base, { recursive: true, force: true });
  return agreed;
}

/**
 * Databases of data folders that lay below the system's folder for temporary files and are gone: tests and demos. Only those; a
 * folder anywhere else may be on a disk that is not mounted just now. One whose server still runs is left alone.
 */
async function sweepTemporary(): Promise<void> {
  const temporary = `${await realpath(tmpdir())}${sep}`;
  for (const name of await readdir(systemFolder).catch(() => [])) {
    const base = join(systemFolder, name);
    const origin = (await readFile(join(base, originName), 'utf8').catch(() => '')).trim();
    if (!origin.startsWith(temporary) || (await exists(origin))) continue;
    if (await exists(join(base, 'server', 'cluster', 'postmaster.pid'))) continue;
    await rm(base, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
