import { stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { slugPattern } from '../../core/package.js';
import { problem } from '../../core/problems.js';
import { folderTree } from './tree.js';
import type { Tree } from './tree.js';

/** A connector's name in the catalogue. */
export interface ConnectorName {
  readonly publisher: string;
  readonly connector: string;
}

/** What there is to verify. */
export interface Catalogue {
  readonly tree: Tree;
  /** The connectors that are meant, sorted. */
  readonly connectors: readonly ConnectorName[];
}

const folders = ['certified-connectors', 'index'];

/**
 * Opens what `path` names: a clone, a bare repository, or one connector's folder inside a clone. Throws `path-not-found`,
 * `nothing-to-verify`, `git-unusable`.
 */
export async function openCatalogue(path: string): Promise<Catalogue> {
  if (!(await isFolder(path))) {
    if (await exists(path)) throw problem('nothing-to-verify', { path, reason: 'is no folder' });
    throw problem('path-not-found', { path });
  }
  if (await isFolder(join(path, 'index'))) return whole(path, folderTree(path));
  if ((await isFolder(join(path, 'objects'))) && (await exists(join(path, 'HEAD')))) {
    const { gitTree } = await import('./git-tree.js');
    return whole(path, await gitTree(resolve(path)));
  }
  return single(path);
}

async function whole(path: string, tree: Tree): Promise<Catalogue> {
  const names = new Map<string, ConnectorName>();
  for (const file of await tree.list(folders)) {
    // A folder that no index lists has to be told, so both are looked through.
    const [, publisher = '', connector = ''] =
      /^certified-connectors\/([^/]+)\/([^/]+)\//.exec(file) ??
      /^index\/([^/]+)\/([^/]+?)(?:\.dsse)?\.json$/.exec(file) ??
      [];
    const isName = slugPattern.test(publisher) && slugPattern.test(connector);
    if (isName) names.set(`${publisher}/${connector}`, { publisher, connector });
  }
  if (names.size === 0) {
    await tree.close();
    throw problem('nothing-to-verify', { path, reason: 'holds no published connector' });
  }
  const connectors = [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
  return { tree, connectors };
}

async function single(path: string): Promise<Catalogue> {
  const here = resolve(path);
  for (let root = dirname(here); root !== dirname(root); root = dirname(root)) {
    if (!(await isFolder(join(root, 'index')))) continue;
    const [top, publisher, connector, ...more] = relative(root, here).split(sep);
    if (top !== 'certified-connectors' || publisher === undefined || connector === undefined || more.length > 0) break;
    if (!slugPattern.test(publisher) || !slugPattern.test(connector)) break;
    return { tree: folderTree(root), connectors: [{ publisher, connector }] };
  }
  throw problem('nothing-to-verify', {
    path,
    reason: 'is neither a catalogue nor a connector’s folder inside one, so there is no certificate for it',
  });
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
