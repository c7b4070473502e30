import { open, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { problem } from '../../core/problems.js';
import { entriesOf, looksLikeConnector, unreadable } from './find-packages.js';

/** A package as it is handed to intake: a zip, and what it is called. */
export interface PackedUpload {
  readonly bytes: Uint8Array;
  readonly name: string;
}

/**
 * Larger files are not even read. Intake's own limit on uploads is below this and says so in its words; this one keeps a mistaken
 * path (a disk image, a backup) from filling the memory.
 */
const absurdBytes = 256 * 1024 * 1024;

/**
 * Reads a connector from a folder, which is packed, or from a zip, which stays as it is. Throws `path-not-found`,
 * `path-not-readable`, `path-not-a-package`.
 */
export async function readPackage(path: string): Promise<PackedUpload> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (found.isDirectory()) return readFolder(path);
  if (!found.isFile()) throw problem('path-not-a-package', { path, reason: 'is neither a folder nor a file' });
  if (found.size > absurdBytes) {
    throw problem('path-not-a-package', { path, reason: `is ${Math.ceil(found.size / 1024 / 1024)} MB large` });
  }
  return { bytes: await readBytes(path), name: basename(path) };
}

async function readFolder(path: string): Promise<PackedUpload> {
  const entries = await entriesOf(path);
  // Any other folder (a home directory, say) would be packed whole only to be refused.
  if (!looksLikeConnector(entries.map(entry => entry.name))) {
    throw problem('path-not-a-package', { path, reason: 'holds no definition of a connector' });
  }
  const { packFolder } = await import('../../adapters/files/pack-folder.js');
  return { bytes: await packFolder(path), name: `${basename(resolve(path))}.zip` };
}

async function readBytes(path: string): Promise<Uint8Array> {
  const file = await open(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    return await file.readFile();
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await file.close();
  }
}
