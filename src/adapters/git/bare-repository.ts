import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { problem } from '../../core/problems.js';
import { createGit, reasonOf } from './git.js';

/** Configuration of a repository that we make: what is pushed has to be sound, and history is only added to. */
const ofCatalog: readonly [string, string][] = [
  ['receive.fsckObjects', 'true'],
  ['receive.denyNonFastForwards', 'true'],
];

/** How a bare repository is made. */
export interface BareRepository {
  readonly directory: string;
  readonly mainBranch: string;
  readonly searchPath: string;
}

/**
 * Makes the bare repository of a catalogue when there is nothing at its path; an existing one is left as it is. Its HEAD names the
 * main branch, which the first publication creates. Throws `git-missing`, `catalog-unreachable`.
 */
export async function ensureRepository(repository: BareRepository): Promise<void> {
  await makeBare(repository, ofCatalog);
}

/**
 * Makes a bare repository beside its place and moves it there, so that it is whole from its first moment; when two processes do so
 * at once, the first wins. Throws `git-missing`, `catalog-unreachable`.
 */
export async function makeBare(
  { directory, mainBranch, searchPath }: BareRepository,
  configuration: readonly (readonly [string, string])[],
): Promise<void> {
  if (await exists(directory)) return;
  await mkdir(dirname(directory), { recursive: true, mode: 0o700 });
  const beside = `${directory}.${randomUUID()}`;
  try {
    await mkdir(beside, { mode: 0o700 });
    const git = createGit({ directory: beside, remote: null, timeoutSeconds: 60, searchPath });
    for (const args of [
      ['init', '--quiet', '--bare', `--initial-branch=${mainBranch}`],
      ...configuration.map(([key, value]) => ['config', key, value]),
    ]) {
      const result = await git(args);
      if (result.exitCode !== 0) {
        throw problem('catalog-unreachable', { action: 'make', target: directory, reason: reasonOf(result) });
      }
    }
    await rename(beside, directory).catch(async (error: unknown) => {
      if (!(await exists(directory))) throw error;
    });
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    },
  );
}

/** The code of a failed system call. */
function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
