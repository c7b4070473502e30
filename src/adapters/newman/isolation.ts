import { join } from 'node:path';
import { inPlace } from './place.js';
import type { Place } from './place.js';
import { visibleFolder } from './private-root.js';

/** How a child is started so that it can do no harm. */
export interface Isolation {
  /** What keeps the child in, for the record. */
  readonly description: string;
  /** True when the child has a network of its own, with nothing in it. */
  readonly network: boolean;
  /** True when the child has a file system of its own, with nothing in it but our programs. */
  readonly files: boolean;
  /** Program and arguments that start Node with these arguments in this place. */
  readonly command: (nodeArguments: readonly string[], place: Place) => readonly [string, ...string[]];
}

/**
 * Why scripts that somebody else wrote may not run in this isolation; null when they may. Newman's own sandbox is left out of the
 * account: it shares a process with us and was escaped from before.
 */
export function tooWeakForStrangers({ network, files }: Isolation): string | null {
  if (network && files) return null;
  const missing = [...(network ? [] : ['network']), ...(files ? [] : ['file system'])].join(' and ');
  return `this system gives a process no ${missing} of its own (it takes Linux with unshare, setpriv and prlimit of util-linux, or bubblewrap, and the permission to make namespaces)`;
}

/** Where the child finds its own folder, in its own eyes. */
export function folderInside(isolation: Isolation, { folder }: Place): string {
  return isolation.files ? visibleFolder : join(folder, inPlace.visible);
}

/** What is left when a system offers nothing: a process. */
export const weakestIsolation: Isolation = {
  description: 'process only',
  network: false,
  files: false,
  command: args => [process.execPath, ...args],
};
