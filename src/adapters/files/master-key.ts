import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { problem } from '../../core/problems.js';
import { codeOf } from './error-code.js';

const keyBytes = 32;

const inUse = 'master.key';
/** A key that a rotation is about to bring into use: there from before the first record is sealed with it until the last one is. */
const upcoming = 'master.key.next';

/**
 * The master key in `<directory>/master.key`, made at the first start: 32 random bytes as 64 hex digits, readable by its owner only.
 * Processes that start together get the same one. Throws `master-key-unreadable`.
 */
export function masterKeyIn(directory: string): Promise<Uint8Array> {
  return keyIn(directory, inUse);
}

/** The key that follows, in `<directory>/master.key.next`; the same one until it was brought into use. Throws `master-key-unreadable`. */
export function nextMasterKeyIn(directory: string): Promise<Uint8Array> {
  return keyIn(directory, upcoming);
}

/** Makes the key that follows the key in use, at once: a crash leaves the one or the other. Throws `master-key-unreadable`. */
export async function promoteMasterKey(directory: string): Promise<void> {
  const path = join(directory, inUse);
  try {
    await rename(join(directory, upcoming), path);
    const folder = await open(directory, 'r');
    await folder.sync().finally(() => folder.close());
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** A key from a file that somebody else made: 32 bytes as 64 hex digits. Throws `vault-key-file-unusable`. */
export async function masterKeyFrom(path: string): Promise<Uint8Array> {
  try {
    return parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw problem('vault-key-file-unusable', { path, reason: reasonOf(error) }, error);
  }
}

async function keyIn(directory: string, name: string): Promise<Uint8Array> {
  const path = join(directory, name);
  try {
    await mkdir(directory, { recursive: true });
    return parse((await existing(path)) ?? (await create(path)));
  } catch (error) {
    throw unreadable(path, error);
  }
}

function parse(text: string): Uint8Array {
  if (!/^[0-9a-f]{64}\s*$/.test(text)) throw new Error('it does not hold 64 hex digits');
  return Uint8Array.from(Buffer.from(text.trim(), 'hex'));
}

function unreadable(path: string, error: unknown) {
  return problem('master-key-unreadable', { path, reason: reasonOf(error) }, error);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
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
