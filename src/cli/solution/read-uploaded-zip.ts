import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { problem } from '../../core/problems.js';
import { unreadable } from '../check/find-packages.js';
import type { PackedUpload } from '../check/read-package.js';

/** Larger files are not even read: a mistaken path (a disk image, a backup) must not fill the memory. */
const absurdBytes = 256 * 1024 * 1024;

/** Reads a zip as it is uploaded. Throws `path-not-found`, `path-not-readable`, `path-not-a-solution-package`. */
export async function readUploadedZip(path: string): Promise<PackedUpload> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  const refuse = (reason: string) => problem('path-not-a-solution-package', { path, reason });
  if (found.isDirectory()) throw refuse('is a folder');
  if (!found.isFile()) throw refuse('is not a file');
  if (!/\.zip$/i.test(path)) throw refuse('does not end in .zip');
  if (found.size > absurdBytes) throw refuse(`is ${Math.ceil(found.size / 1024 / 1024)} MB large`);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  return { bytes, name: basename(path) };
}
