import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { problem } from '../../core/problems.js';
import { makeBare } from './bare-repository.js';
import { createGit, reasonOf } from './git.js';
import type { Git, GitOptions, GitSetting } from './git.js';
import { parseChanges, parseTree, plainFile } from './tree-entry.js';
import type { TreeChange, TreeEntry } from './tree-entry.js';

/** Working folders older than this are left-overs of a process that was killed. */
const abandonedAfterSeconds = 3600;

/** Who a commit is by, and when: seconds since 1970. */
export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly authoredAt: number;
  readonly committedAt: number;
}

/** A commit to be made. */
export interface CommitRequest {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly signature: Signature;
}

/**
 * A bare copy of the remote that is kept between publications, and the plumbing on it. It is only a cache: everything in it can be
 * fetched again. Nothing is ever checked out, so no link, filter or hook of a connector comes to life.
 */
export class Mirror {
  readonly directory: string;
  readonly #setting: GitSetting;
  readonly #git: Git;

  constructor(setting: GitSetting) {
    this.directory = setting.directory;
    this.#setting = setting;
    this.#git = createGit(setting);
  }

  /** Makes the mirror when it is missing, and clears what killed processes left. Throws `mirror-unusable`, `git-missing`. */
  async open(): Promise<void> {
    const { searchPath } = this.#setting;
    // Its HEAD names a branch that never exists here: what is fetched lives below refs/remotes.
    await makeBare({ directory: this.directory, mainBranch: 'mirror', searchPath }, [
      ['core.logAllRefUpdates', 'false'],
    ]);
    await this.#removeAbandoned();
  }

  /** Runs git in the mirror and gives back how it ended. */
  get git(): Git {
    return this.#git;
  }

  /** Runs git in the mirror; gives its output. Throws `mirror-unusable` when it fails: nothing but a broken mirror explains that. */
  async local(args: readonly string[], options?: GitOptions): Promise<Buffer> {
    const result = await this.#git(args, options);
    if (result.exitCode === 0) return result.stdout;
    if (/no space left on device/i.test(result.stderr)) {
      throw problem('storage-full', { place: this.directory, reason: reasonOf(result) });
    }
    throw problem('mirror-unusable', { action: args[0] ?? '', directory: this.directory, reason: reasonOf(result) });
  }

  /** The files at these paths (a folder stands for all below it) in a commit's tree. */
  async list(commit: string, paths: readonly string[], signal?: AbortSignal): Promise<TreeEntry[]> {
    const listing = await this.local(['ls-tree', '-r', '-z', '--long', '--full-tree', commit, '--', ...paths], {
      ...(signal ? { signal } : {}),
    });
    return parseTree(listing.toString('utf8'));
  }

  /** The bytes of these files, path → bytes. */
  async read(entries: readonly TreeEntry[], signal?: AbortSignal): Promise<Map<string, Uint8Array>> {
    if (entries.length === 0) return new Map();
    const output = await this.local(['cat-file', '--batch'], {
      input: entries.map(({ id }) => `${id}\n`).join(''),
      ...(signal ? { signal } : {}),
    });
    return new Map(splitBatch(output, entries));
  }

  /** Stores bytes as blobs, without filters; gives their ids in the same order. */
  async storeBlobs(contents: readonly Uint8Array[], signal: AbortSignal): Promise<string[]> {
    return this.#inWorkingFolder(async folder => {
      const paths = contents.map((_, index) => join(folder, String(index)));
      for (const [index, path] of paths.entries()) await writeFile(path, contents[index] ?? '', { mode: 0o600 });
      const output = await this.local(['hash-object', '-w', '--no-filters', '--stdin-paths'], {
        input: paths.map(path => `${path}\n`).join(''),
        signal,
      });
      return output.toString('utf8').trimEnd().split('\n');
    });
  }

  /**
   * The tree of a commit (none: the empty tree) with these files written and these paths taken out. update-index refuses paths that
   * could do harm, which mktree would not.
   */
  async writeTree(
    base: string | null,
    written: ReadonlyMap<string, string>,
    removed: readonly string[],
    signal: AbortSignal,
  ): Promise<string> {
    return this.#inWorkingFolder(async folder => {
      const options = { environment: { GIT_INDEX_FILE: join(folder, 'index') }, signal };
      if (base !== null) await this.local(['read-tree', base], options);
      const changes = [
        ...removed.map(path => `0 ${'0'.repeat(40)}\t${path}\0`),
        ...[...written].map(([path, id]) => `${plainFile} ${id}\t${path}\0`),
      ];
      await this.local(['update-index', '--verbose', '-z', '--index-info'], { ...options, input: changes.join('') });
      return (await this.local(['write-tree'], options)).toString('utf8').trim();
    });
  }

  /** Makes a commit. The same request gives the same id. */
  async commit({ tree, parents, message, signature }: CommitRequest, signal: AbortSignal): Promise<string> {
    const { name, email, authoredAt, committedAt } = signature;
    const output = await this.local(['commit-tree', tree, ...parents.flatMap(parent => ['-p', parent])], {
      input: message,
      signal,
      environment: {
        GIT_AUTHOR_NAME: name,
        GIT_AUTHOR_EMAIL: email,
        GIT_AUTHOR_DATE: `@${authoredAt} +0000`,
        GIT_COMMITTER_NAME: name,
        GIT_COMMITTER_EMAIL: email,
        GIT_COMMITTER_DATE: `@${committedAt} +0000`,
      },
    });
    return output.toString('utf8').trim();
  }

  /** What differs between two commits, computed from objects. */
  async changes(from: string, to: string, signal: AbortSignal): Promise<TreeChange[]> {
    const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--full-index', from, to];
    return parseChanges((await this.local(args, { signal })).toString('utf8'));
  }

  /** True when every commit of `ancestor` is also one of `descendant`. */
  async isAncestor(ancestor: string, descendant: string, signal: AbortSignal): Promise<boolean> {
    const { exitCode } = await this.#git(['merge-base', '--is-ancestor', ancestor, descendant], { signal });
    return exitCode === 0;
  }

  /** Working folders and locks of processes that were killed. No command of ours runs half as long as a lock may stay. */
  async #removeAbandoned(): Promise<void> {
    const working = join(this.directory, workingFolders);
    for (const name of await readdir(working).catch(() => [])) {
      await removeOlderThan(join(working, name), abandonedAfterSeconds);
    }
    const locks = [
      ...['HEAD.lock', 'packed-refs.lock', 'shallow.lock'],
      ...(await readdir(join(this.directory, 'refs'), { recursive: true })).map(name => join('refs', name)),
    ].filter(name => name.endsWith('.lock'));
    for (const lock of locks) await removeOlderThan(join(this.directory, lock), 2 * this.#setting.timeoutSeconds);
  }

  async #inWorkingFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
    const folder = join(this.directory, workingFolders, randomUUID());
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

const workingFolders = 'assay-work';

/** The id that git gives to a blob with these bytes. */
export function blobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** Splits the output of `cat-file --batch`: for each id `<id> blob <size>\n<bytes>\n`. */
function* splitBatch(output: Buffer, entries: readonly TreeEntry[]): Generator<[string, Uint8Array]> {
  let at = 0;
  for (const { path, id } of entries) {
    const end = output.indexOf('\n', at);
    const [found, type, size] = output.toString('utf8', at, end).split(' ');
    if (found !== id || type !== 'blob') throw new Error(`git cat-file gave ${found} ${type} for ${id}`);
    const start = end + 1;
    at = start + Number(size);
    yield [path, output.subarray(start, at)];
    at += 1;
  }
}

async function removeOlderThan(path: string, seconds: number): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || Date.now() - found.mtimeMs < seconds * 1000) return;
  await rm(path, { recursive: true, force: true });
}
