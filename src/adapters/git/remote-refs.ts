import { problem } from '../../core/problems.js';
import { reasonOf, remoteName } from './git.js';
import type { GitResult } from './git.js';
import type { Mirror } from './mirror.js';
import type { Remote } from './remote.js';

/** How often a fetch is tried when the remote answers but the mirror's refs were being written by another process. */
const fetchAttempts = 3;

/** Git looks after the mirror (packs what is loose) with the first of so many fetches; asking each time would cost more than it saves. */
const fetchesBetweenUpkeep = 100;

/** A commit and when it was made, in seconds since 1970. */
export interface Head {
  readonly id: string;
  readonly committedAt: number;
}

/** Where the refs of the remote stand, with all their objects in the mirror. */
export interface RemoteRefs {
  /** Null when the remote has no main branch yet. */
  readonly main: Head | null;
  /** Full name of the ref on the remote → commit. */
  readonly branches: ReadonlyMap<string, string>;
}

/** How a push ended: `lost` when the ref on the remote was not what we had seen. */
export type Pushed = 'done' | 'lost';

/** The remote's side of a mirror: what its refs are, and changing one of them. */
export class RemoteEnd {
  readonly #mirror: Mirror;
  readonly #remote: Remote;
  readonly #main: string;
  #fetches = 0;

  /** `main` is the full name of the main branch. */
  constructor(mirror: Mirror, remote: Remote, main: string) {
    this.#mirror = mirror;
    this.#remote = remote;
    this.#main = main;
  }

  /**
   * Fetches the main branch and the branches below `prefix` (a full ref name without a slash at its end). Throws
   * `catalog-unreachable`, and `mirror-unusable` when the remote answers but the mirror cannot take it.
   */
  async fetch(prefix: string, signal?: AbortSignal): Promise<RemoteRefs> {
    const options = signal ? { signal } : {};
    const main = this.#main;
    const wanted = [`+${main}:${here(main)}`, `+${prefix}/*:${here(prefix)}/*`];
    const upkeep = this.#fetches % fetchesBetweenUpkeep === 0 ? '--auto-maintenance' : '--no-auto-maintenance';
    this.#fetches += 1;
    const flags = ['--no-tags', '--prune', '--no-recurse-submodules', '--no-write-fetch-head', upkeep];
    for (let attempt = 1; ; attempt += 1) {
      const fetched = await this.#mirror.git(['fetch', ...flags, remoteName, ...wanted], options);
      if (fetched.exitCode === 0) return this.#fetched(prefix, options);
      if (fetched.exitCode === null) throw this.#unreachable('read', fetched);
      const listed = await this.#mirror.git(['ls-remote', remoteName, main], options);
      if (listed.exitCode !== 0) throw this.#unreachable('read', fetched);
      // An empty repository answers, but has nothing to fetch.
      if (listed.stdout.length === 0) return { main: null, branches: new Map() };
      if (attempt === fetchAttempts) {
        const { directory } = this.#mirror;
        throw problem('mirror-unusable', { action: 'fetch', directory, reason: reasonOf(fetched) });
      }
    }
  }

  /**
   * Sets a ref of the remote, only if it stands at `expected` there (null: only if it is absent); `to` null deletes it. Throws
   * `catalog-unreachable` when the remote refuses for any other reason or does not answer.
   */
  async push(ref: string, to: string | null, expected: string | null, signal: AbortSignal): Promise<Pushed> {
    const lease = `--force-with-lease=${ref}:${expected ?? ''}`;
    const flags = ['--porcelain', '--no-verify', '--no-follow-tags', '--recurse-submodules=no', lease];
    const result = await this.#mirror.git([...quickPack, 'push', ...flags, remoteName, `${to ?? ''}:${ref}`], {
      signal,
    });
    if (result.exitCode === 0) return 'done';
    if (wasOvertaken(result.stdout.toString('utf8'))) return 'lost';
    throw this.#unreachable('write to', result);
  }

  async #fetched(prefix: string, options: { signal?: AbortSignal }): Promise<RemoteRefs> {
    const format = '--format=%(refname) %(objectname) %(committerdate:unix)';
    const main = here(this.#main);
    const listed = await this.#mirror.local(['for-each-ref', format, main, here(prefix)], options);
    let head: Head | null = null;
    const branches = new Map<string, string>();
    for (const line of listed.toString('utf8').split('\n')) {
      const [ref = '', id = '', committedAt = ''] = line.split(' ');
      if (ref === main) head = { id, committedAt: Number(committedAt) };
      else if (ref !== '') branches.set(ref.replace(refsHere, 'refs/heads/'), id);
    }
    return { main: head, branches };
  }

  #unreachable(action: string, result: GitResult) {
    return problem('catalog-unreachable', { action, target: this.#remote.url, reason: reasonOf(result) });
  }
}

/** A publication is a handful of new objects: looking for similar ones to save bytes takes longer than sending them. */
const quickPack = ['-c', 'pack.window=0', '-c', 'pack.compression=1'];

const refsHere = `refs/remotes/${remoteName}/`;

/** The name that a ref of the remote has in the mirror. */
function here(ref: string): string {
  return ref.replace(/^refs\/heads\//, refsHere);
}

/**
 * True when the machine-readable answer of a push says that the ref was not what we expected, or that somebody else held it in that
 * moment. A hook's refusal is neither.
 */
function wasOvertaken(porcelain: string): boolean {
  const refusal = porcelain.split('\n').find(line => line.startsWith('!'));
  if (refusal === undefined) return false;
  return /\((?:stale info|fetch first|non-fast-forward|already exists|reference already exists|cannot lock ref|failed to update ref|failed to lock|incorrect old value provided)[^)]*\)\s*$/.test(
    refusal,
  );
}
