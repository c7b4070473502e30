import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { problem } from '../../core/problems.js';
import { codeOf } from './error-code.js';

const keyBytes = 32;

/**
 * The master key in `<directory>/master.key`, made at the first start: 32 random bytes as 64 hex digits, readable by its owner only.
 * Processes that start together get the same one. Throws `master-key-unreadable`.
 */
export async function masterKeyIn(directory: string): Promise<Uint8Array> {
  const path = join(directory, 'master.key');
  try {
    await mkdir(directory, { recursive: true });
    const text = (await existing(path)) ?? (await create(path));
    if (!/^[0-9a-f]{64}\s*$/.test(text)) throw new Error('it does not hold 64 hex digits');
    return Uint8Array.from(Buffer.from(text.trim(), 'hex'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw problem('master-key-unreadable', { path, reason }, error);
  }
}

async function existing(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Whole or not at all: written beside its place, then linked to it. Whoever links second takes the first one's key. */
async function create(path: string): Promise<string> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(keyBytes).toString('hex')}\n`);
    await file.sync();
    await file.close();
    await link(draft, path).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    return await readFile(path, 'utf8');
  } finally {
    await rm(draft, { force: true });
  }
}
