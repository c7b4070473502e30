import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a child has to be able to read of this installation. */
interface Programs {
  /** The folder of the compiled program and the folders that modules are installed in, each as it is named and as it really lies. */
  readonly folders: readonly string[];
  /** Every package.json above them, which Node looks for to learn what kind of module a file is. */
  readonly packageFiles: readonly string[];
}

function programsOf(childEntry: URL): Programs {
  const here = dirname(fileURLToPath(childEntry));
  const named = [here, ...ancestors(here).map(above => join(above, 'node_modules'))].filter(folder =>
    existsSync(folder),
  );
  const folders = [...new Set([...named, ...named.map(folder => realpathSync(folder))])];
  const above = new Set(folders.flatMap(folder => ancestors(folder).map(parent => join(parent, 'package.json'))));
  return { folders, packageFiles: [...above] };
}

/**
 * Node's arguments for the child: little memory, few threads, and reads only where the programs are and in the child's own folder.
 * The permission model is a second fence, not the first: it does not cover the network and follows symbolic links.
 */
export function nodeArguments(childEntry: URL, memoryMb: number, ownFolder: string): string[] {
  const { folders, packageFiles } = programsOf(childEntry);
  const flag = ['--permission', '--experimental-permission'].find(name =>
    process.allowedNodeEnvironmentFlags.has(name),
  );
  // Node crashes where it may not look for a package.json, so it may look for all of them, whether they exist or not.
  const readable = [...[...folders, ownFolder].map(folder => join(folder, '*')), ...packageFiles];
  const fence = flag === undefined ? [] : [flag, ...readable.map(path => `--allow-fs-read=${path}`), '--no-warnings'];
  // Where the permission model covers the network, the UNIX socket counts as network.
  const net = flag !== undefined && process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : [];
  return [`--max-old-space-size=${memoryMb}`, '--v8-pool-size=2', ...fence, ...net, fileURLToPath(childEntry)];
}

/** Where shared libraries lie, on every distribution that we know. */
const libraryFolders = ['/usr/lib', '/usr/lib32', '/usr/lib64', '/lib', '/lib32', '/lib64', '/nix/store'];

/** Everything that a file system of the child's own has to hold: Node, the libraries it is linked with, these tools, our program. */
export function visiblePaths(childEntry: URL, tools: readonly string[]): string[] {
  const { folders, packageFiles } = programsOf(childEntry);
  return [
    ...libraryFolders.filter(folder => existsSync(folder)),
    process.execPath,
    ...tools,
    ...folders,
    ...packageFiles.filter(file => existsSync(file)),
  ];
}

function ancestors(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [] : [above, ...ancestors(above)];
}
