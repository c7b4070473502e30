import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackageFiles } from '../../../rulesets/opened-package.js';
import { packageFileNames } from '../../core/package.js';
import { problem } from '../../core/problems.js';
import { entriesOf, looksLikeConnector, unreadable } from '../check/find-packages.js';

const names: readonly string[] = Object.values(packageFileNames);

/** A larger file is no connector's; intake says how large each may be. */
const mostBytes = 16 * 1024 * 1024;

/**
 * Reads the files of a connector's folder that can be repaired, under the names that they have on disk: those at its top, and
 * `tests/`. Links are left alone. Throws `path-not-found`, `path-not-readable`, `path-not-a-package`, `fix-not-a-folder`.
 */
export async function readFolder(folder: string): Promise<PackageFiles> {
  const found = await lstat(folder).catch((error: unknown) => {
    throw unreadable(folder, error);
  });
  if (!found.isDirectory()) throw problem('fix-not-a-folder', { path: folder });
  const entries = await entriesOf(folder);
  if (!looksLikeConnector(entries.map(entry => entry.name))) {
    throw problem('path-not-a-package', { path: folder, reason: 'holds no definition of a connector' });
  }
  const tops = entries.filter(entry => entry.isFile() && isPackageFile(entry.name)).map(entry => entry.name);
  const tests = entries.some(entry => entry.isDirectory() && entry.name === 'tests') ? await testsIn(folder) : [];
  const contents = new Map<string, Uint8Array>();
  for (const path of [...tops, ...tests].sort()) {
    const { size } = await lstat(join(folder, path));
    if (size <= mostBytes) contents.set(path, await readFile(join(folder, path)));
  }
  return {
    files: [...contents].map(([path, bytes]) => ({ path, size: bytes.length })),
    read: path => contents.get(path),
  };
}

function isPackageFile(name: string): boolean {
  return names.includes(name) || /^readme\.md$/i.test(name);
}

async function testsIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(folder, 'tests'), { withFileTypes: true });
  return entries.filter(entry => entry.isFile()).map(entry => `tests/${entry.name}`);
}
