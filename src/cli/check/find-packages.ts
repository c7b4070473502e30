import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { problem } from '../../core/problems.js';

/**
 * Names that mark a folder as a connector's, in any spelling: a misspelt definition must be told, not skipped. The public
 * connectors hold `apiDefination.swagger.json` and folders that have properties only.
 */
const marks = /^(?:.*\.swagger\.json|api-?_?defin\w*(?:\.\w+)*\.json|apiproperties\.json)$/i;

/** True when one of these file names says that their folder is a connector. */
export function looksLikeConnector(names: readonly string[]): boolean {
  return names.some(name => marks.test(name));
}

/**
 * Every connector folder at or below `root`, sorted, each joined to `root` as it was given. Links are not followed; hidden
 * folders and node_modules are left out. Throws `path-not-found`, `path-not-readable`, `corpus-empty`.
 */
export async function findPackages(root: string): Promise<string[]> {
  const found: string[] = [];
  const waiting = [root];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const entries = await entriesOf(folder);
    if (looksLikeConnector(entries.filter(entry => entry.isFile()).map(entry => entry.name))) found.push(folder);
    else for (const entry of entries) if (isSearched(entry)) waiting.push(join(folder, entry.name));
  }
  if (found.length === 0) throw problem('corpus-empty', { path: root });
  return found.sort(byCodeUnits);
}

/** The entries of a folder. Throws `path-not-found`, `path-not-readable`, `path-not-a-package` when it is no folder. */
export async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw unreadable(folder, error);
  }
}

/** The problem of a path that the file system refused. */
export function unreadable(path: string, error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  if (code === 'ENOENT') return problem('path-not-found', { path }, error);
  if (code === 'ENOTDIR') return problem('path-not-a-package', { path, reason: 'is not a folder' }, error);
  return problem('path-not-readable', { path, reason: code }, error);
}

function isSearched(entry: Dirent): boolean {
  return entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules';
}

function byCodeUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
