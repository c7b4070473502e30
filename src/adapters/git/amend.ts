import { assertPlainPath } from '../../core/catalog-paths.js';
import type { Log } from '../../core/log.js';
import { problem } from '../../core/problems.js';
import type { Amendment } from '../../core/publication.js';
import { blobId } from './mirror.js';
import type { Mirror } from './mirror.js';
import type { Head, RemoteEnd, RemoteRefs } from './remote-refs.js';
import { plainFile } from './tree-entry.js';
import type { TreeEntry } from './tree-entry.js';

/** How often an amendment is decided anew because somebody else pushed first. */
const mostRepeats = 5;

/** What an amendment is made with. */
export interface Amending {
  readonly mirror: Mirror;
  readonly remote: RemoteEnd;
  /** Full name of the main branch on the remote. */
  readonly main: string;
  /** Where the catalogue is, without credentials. */
  readonly target: string;
  readonly author: { readonly name: string; readonly email: string };
  /** The refs of the remote with their objects. */
  readonly look: (signal: AbortSignal) => Promise<RemoteRefs>;
  readonly log?: Log | undefined;
}

/**
 * One commit on the main branch's head that makes an amendment true, pushed only if the branch still stands where it was seen. What
 * is no plain file is neither shown to `decide` nor ever replaced. Gives the commit, or null when nothing differed. Throws
 * `catalog-unreachable`, `catalog-contended`, `publication-path-refused`.
 */
export async function amendMain(
  amending: Amending,
  paths: readonly string[],
  decide: (standing: ReadonlyMap<string, Uint8Array>) => Amendment | null,
  signal: AbortSignal,
): Promise<string | null> {
  const { mirror, remote, main, target, log } = amending;
  for (let repeats = 0; repeats <= mostRepeats; repeats += 1) {
    const { main: head } = await amending.look(signal);
    const standing = await listed(mirror, head, paths, signal);
    const plain = standing.filter(({ mode }) => mode === plainFile);
    const amendment = decide(await mirror.read(plain, signal));
    if (amendment === null) return null;
    const commit = await commitOn(amending, head, amendment, signal);
    if (commit === null) return null;
    if ((await remote.push(main, commit, head?.id ?? null, signal)) === 'done') {
      log?.info({ commit, written: amendment.files.size, removed: amendment.removed.length }, 'Catalogue amended');
      return commit;
    }
    log?.info({ repeats: repeats + 1 }, 'Amendment overtaken by another push');
  }
  throw problem('catalog-contended', { target, attempts: mostRepeats + 1 });
}

/** The commit with the amendment in it; null when the branch holds all of it already. */
async function commitOn(
  { mirror, author }: Amending,
  head: Head | null,
  { message, date, files, removed }: Amendment,
  signal: AbortSignal,
): Promise<string | null> {
  for (const path of [...files.keys(), ...removed]) assertPlainPath(path);
  const held = new Map((await listed(mirror, head, [...files.keys(), ...removed], signal)).map(at => [at.path, at]));
  const written = [...files].filter(([path, bytes]) => held.get(path)?.id !== blobId(bytes));
  const gone = removed.filter(path => held.has(path) && !files.has(path));
  for (const path of [...files.keys(), ...gone]) requireReplaceable(path, held);
  if (written.length + gone.length === 0) return null;

  const contents = written.map(([, bytes]) => bytes);
  // Git would wait for ever for the names of no files.
  const ids = contents.length === 0 ? [] : await mirror.storeBlobs(contents, signal);
  const blobs = new Map(written.map(([path], index) => [path, ids[index] ?? '']));
  const tree = await mirror.writeTree(head?.id ?? null, blobs, gone, signal);
  if (head !== null) await requireOnly(mirror, head.id, tree, blobs, gone, signal);
  const authoredAt = Math.floor(Date.parse(date) / 1000);
  const committedAt = Math.max(authoredAt, head?.committedAt ?? authoredAt);
  const parents = head === null ? [] : [head.id];
  return mirror.commit({ tree, parents, message, signature: { ...author, authoredAt, committedAt } }, signal);
}

/** Judged on objects, not on what we meant to do: nothing but what was decided may differ. */
async function requireOnly(
  mirror: Mirror,
  from: string,
  tree: string,
  written: ReadonlyMap<string, string>,
  removed: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (const { path, status, newMode, newId } of await mirror.changes(from, tree, signal)) {
    const isWritten = newMode === plainFile && written.get(path) === newId;
    if (status === 'D' ? removed.includes(path) : isWritten) continue;
    throw new Error(`The tree ${tree} would change ${path} (${status} ${newMode}), which was not decided`);
  }
}

function requireReplaceable(path: string, held: ReadonlyMap<string, TreeEntry>): void {
  const folder = [...held.keys()].find(other => other.startsWith(`${path}/`));
  const entry = held.get(folder ?? path);
  if (folder === undefined && (entry === undefined || entry.mode === plainFile)) return;
  const reason = folder === undefined ? 'what stands there is no plain file' : 'a folder stands there';
  throw problem('publication-path-refused', { path: JSON.stringify(path.slice(0, 200)), reason });
}

async function listed(
  mirror: Mirror,
  head: Head | null,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<TreeEntry[]> {
  // Without a path, git would list everything.
  return head === null || paths.length === 0 ? [] : mirror.list(head.id, [...new Set(paths)], signal);
}
