import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Megabytes of JavaScript heap that a child may use. V8's code cache is made for it, and for no other. */
export const heapMb = 256;

/** Megabytes of each half of the space for new objects. With V8's own, which starts at one, a fifth of a start is collecting garbage. */
const newSpaceMb = 32;

/** Arguments that change how V8 works. It takes a code cache only when it was started with the same as when the cache was made. */
export function engineArguments(memoryMb: number): string[] {
  const newSpace = [`--min-semi-space-size=${newSpaceMb}`, `--max-semi-space-size=${newSpaceMb}`];
  return [`--max-old-space-size=${memoryMb}`, ...newSpace, '--v8-pool-size=2'];
}

/** All that a child has to be able to read of this installation: the folder of its program, as it is named and as it really lies. */
function foldersOf(childEntry: URL): string[] {
  const named = dirname(fileURLToPath(childEntry));
  return existsSync(named) ? [...new Set([named, realpathSync(named)])] : [];
}

/**
 * Node's arguments for the child: little memory, few threads, and reads only where its program is and in the child's own folder.
 * The permission model is a second fence, not the first: it does not cover the network and follows symbolic links.
 */
export function nodeArguments(childEntry: URL, memoryMb: number, ownFolder: string): string[] {
  const flag = ['--permission', '--experimental-permission'].find(name =>
    process.allowedNodeEnvironmentFlags.has(name),
  );
  const readable = [...foldersOf(childEntry), ownFolder].map(folder => join(folder, '*'));
  const fence = flag === undefined ? [] : [flag, ...readable.map(path => `--allow-fs-read=${path}`), '--no-warnings'];
  // Where the permission model covers the network, the UNIX socket counts as network.
  const net = flag !== undefined && process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : [];
  return [...engineArguments(memoryMb), ...fence, ...net, fileURLToPath(childEntry)];
}

/** Where shared libraries lie, on every distribution that we know. */
const libraryFolders = ['/usr/lib', '/usr/lib32', '/usr/lib64', '/lib', '/lib32', '/lib64', '/nix/store'];

/** Everything that a file system of the child's own has to hold: Node, the libraries it is linked with, these tools, our program. */
export function visiblePaths(childEntry: URL, tools: readonly string[]): string[] {
  return [...libraryFolders.filter(folder => existsSync(folder)), process.execPath, ...tools, ...foldersOf(childEntry)];
}
