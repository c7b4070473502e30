import { createHash } from 'node:crypto';
import { assertOwnPaths, catalogFolder, catalogPaths, publicationBranches } from '../../core/catalog-paths.js';
import type { Log } from '../../core/log.js';
import type { Merging } from '../../core/merging.js';
import { Catalog } from '../../core/ports/catalog.js';
import type { PublicTitle } from '../../core/ports/catalog.js';
import { definitionOfConnector, titleIn } from '../../core/public-title.js';
import { problem } from '../../core/problems.js';
import type { Amendment, PublicationPlan, Published, Receipt } from '../../core/publication.js';
import { conflict, inFolder, mismatch, packageIn, publishedIn, removedPaths, standingOf } from '../../core/standing.js';
import { amendMain } from './amend.js';
import { blobId, Mirror } from './mirror.js';
import { readme } from './readme.js';
import { parseRemote } from './remote.js';
import { RemoteEnd } from './remote-refs.js';
import type { Head, Pushed, RemoteRefs } from './remote-refs.js';
import { plainFile } from './tree-entry.js';
import type { TreeEntry } from './tree-entry.js';
import { createTurns } from './turn.js';

export interface GitCatalogOptions {
  /** Path or URL of the repository; a token may stand in an http URL, and goes nowhere but to that server. */
  readonly remote: string;
  /** Folder of the kept copy; made when missing. Several processes may share it. */
  readonly mirrorDirectory: string;
  readonly mainBranch: string;
  /** Author and committer of every commit. */
  readonly author: { readonly name: string; readonly email: string };
  readonly log?: Log;
  /** No git command runs longer. */
  readonly timeoutSeconds: number;
  /** Folders in which git is looked for, as in PATH. */
  readonly searchPath?: string;
  /** Who merges what was prepared; without it, a push to the main branch does. */
  readonly merging?: Merging;
  /** Gives the `Authorization` header for the remote, in the place of a token in its URL. Secret. */
  readonly authorization?: () => Promise<string>;
}

/** How often a merge is built anew because somebody else pushed first. */
const mostRebuilds = 5;

/** More than this is not read for one connector; certified packages are far smaller. */
const mostBytesRead = 256 * 1024 * 1024;

/** Definitions that are held in memory at the same time while their titles are read. */
const titlesAtOnce = 50;

/** No definition of a connector is larger; a file that is was not published by us. */
const mostDefinitionBytes = 10 * 1024 * 1024;

/** No branch has this name, so that only the main branch is looked at. */
const publicTitles = 'refs/heads/none';

const usualSearchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin';

/**
 * The catalogue in a git repository. A publication is a loop of *look, then do the next step*: prepare the commit on a branch of its
 * own, merge it, read it back. What an attempt before this one did already is recognised by looking, so that one that was killed
 * anywhere ends with the same commits. Every ref is changed only from what was seen; nothing is ever forced.
 */
export class GitCatalog extends Catalog {
  /** Where the catalogue is, without credentials. */
  readonly target: string;
  readonly #options: GitCatalogOptions;
  /** Full name of the main branch on the remote. */
  readonly #main: string;
  readonly #mirror: Mirror;
  readonly #remote: RemoteEnd;
  /** Titles by the id of the blob that has them; null for one that has none. */
  readonly #titles = new Map<string, string | null>();
  readonly #fetching = createTurns();
  readonly #publishing = createTurns();
  /** What was seen of the remote when something was read that a plan may now be made on. */
  readonly #seenWith = new WeakMap<ReadonlyMap<string, Uint8Array>, RemoteRefs>();

  /** Throws `repository-unsupported`. */
  constructor(options: GitCatalogOptions) {
    super();
    const remote = parseRemote(options.remote);
    const { mirrorDirectory: directory, timeoutSeconds, searchPath = usualSearchPath, authorization } = options;
    this.#options = options;
    this.#main = `refs/heads/${options.mainBranch}`;
    this.target = remote.url;
    this.#mirror = new Mirror({
      directory,
      remote,
      timeoutSeconds,
      searchPath,
      ...(authorization && { authorization }),
    });
    this.#remote = new RemoteEnd(this.#mirror, remote, this.#main);
  }

  override async published(publisher: string, connector: string): Promise<Published | null> {
    return publishedIn(await this.standing(publisher, connector), publisher, connector, sha256);
  }

  override async standing(publisher: string, connector: string): Promise<ReadonlyMap<string, Uint8Array>> {
    const { folder, index, indexSignature } = catalogPaths(publisher, connector);
    const refs = await this.#look(publicationBranches(publisher, connector));
    const entries = refs.main === null ? [] : await this.#mirror.list(refs.main.id, [folder, index, indexSignature]);
    const standing = await this.#read(entries, publisher, connector);
    this.#seenWith.set(standing, refs);
    return standing;
  }

  /** Definitions are read once: a blob never changes, so only what was published since is read the next time. */
  override async titles(): Promise<readonly PublicTitle[]> {
    const { main } = await this.#look(publicTitles);
    if (main === null) return [];
    const entries = (await this.#mirror.list(main.id, [catalogFolder])).filter(
      ({ path, mode, size }) =>
        mode === plainFile && size <= mostDefinitionBytes && definitionOfConnector(path) !== null,
    );
    const unread = entries.filter(({ id }) => !this.#titles.has(id));
    for (let start = 0; start < unread.length; start += titlesAtOnce) {
      const some = unread.slice(start, start + titlesAtOnce);
      const contents = await this.#mirror.read(some);
      for (const { path, id } of some) this.#titles.set(id, titleIn(contents.get(path)));
    }
    return entries.flatMap(({ path, id }) => {
      const named = definitionOfConnector(path);
      const title = this.#titles.get(id) ?? null;
      return named && title !== null ? [{ ...named, title }] : [];
    });
  }

  override async publish(plan: PublicationPlan, signal: AbortSignal): Promise<Receipt> {
    assertOwnPaths(plan);
    return this.#publishing(() => this.#publishInTurn(plan, signal));
  }

  /** In turn with publications, so that the two of one process do not overtake each other. */
  override async amend(
    paths: readonly string[],
    decide: (standing: ReadonlyMap<string, Uint8Array>) => Amendment | null,
    signal: AbortSignal,
  ): Promise<string | null> {
    const { author, log } = this.#options;
    const look = (stop: AbortSignal) => this.#look(publicTitles, stop);
    const shared = { mirror: this.#mirror, remote: this.#remote, main: this.#main, target: this.target };
    return this.#publishing(() => amendMain({ ...shared, author, look, log }, paths, decide, signal));
  }

  async #publishInTurn(plan: PublicationPlan, signal: AbortSignal): Promise<Receipt> {
    let made: Commits | null = null;
    // What others merge may be another commit than ours, and may be seen only a moment later.
    const isOurs = this.#options.merging === undefined;
    // Looking again a moment after the plan was made is left out: a push finds out by itself whether anything has moved.
    let earlier = this.#seenWith.get(plan.replaces) ?? null;
    this.#seenWith.delete(plan.replaces);
    for (let rebuilds = 0; rebuilds <= mostRebuilds;) {
      const isFresh = earlier === null;
      const branchesOfConnector = publicationBranches(plan.publisher, plan.connector);
      const { main, branches } = earlier ?? (await this.#look(branchesOfConnector, signal));
      earlier = null;
      if (main === null) {
        if ((await this.#createMain(plan, signal)) === 'lost') rebuilds += 1;
        continue;
      }
      const entries = await this.#entriesOf(plan, main.id, signal);
      if (standingOf(plan, namesOf(entries), nameOf) === 'published') {
        if (!isFresh) continue; // what is called public is read back from what is there now
        const certificate = await this.#readBack(plan, entries, signal);
        const commits = isOurs && made?.mergeCommit === main.id ? made : await this.#commitsOf(plan, main, signal);
        if (branches.get(plan.branch) === commits.commit) await this.#removeBranch(plan, commits.commit, signal);
        return { target: this.target, ...commits, folder: plan.folder, certificate };
      }
      made = await this.#prepareAndMerge(plan, main, branches.get(plan.branch) ?? null, signal);
      if (made !== null && isOurs) continue;
      rebuilds += 1;
      if (made === null) this.#note(plan, { rebuilds }, 'Publication overtaken by another push');
    }
    throw problem('catalog-contended', { target: this.target, attempts: mostRebuilds + 1 });
  }

  /** One attempt on what was seen; null when somebody else was faster. */
  async #prepareAndMerge(
    plan: PublicationPlan,
    main: Head,
    branch: string | null,
    signal: AbortSignal,
  ): Promise<Commits | null> {
    const parent = branch === null ? main : await this.#parentOfOurs(plan, branch, main, signal);
    const commit = branch ?? (await this.#commitOn(plan, parent, signal));
    if (branch === null) {
      if ((await this.#remote.push(plan.branch, commit, null, signal)) === 'lost') return null;
      this.#note(plan, { commit }, 'Publication branch created');
    }
    const { merging } = this.#options;
    if (merging !== undefined) return this.#mergeThere(merging, plan, main, commit, signal);
    const tree = parent.id === main.id ? `${commit}^{tree}` : await this.#treeOn(plan, main.id, signal);
    const mergeCommit = await this.#merge(plan, main, commit, tree, signal);
    this.#note(plan, { commit, mergeCommit }, 'Publication merge built');
    if ((await this.#remote.push(this.#main, mergeCommit, main.id, signal)) === 'lost') return null;
    this.#note(plan, { commit, mergeCommit }, 'Publication merged');
    return { commit, mergeCommit };
  }

  /** Has the prepared commit merged by others; null when what was seen has to be looked at again. Throws `publication-waiting`. */
  async #mergeThere(
    merging: Merging,
    plan: PublicationPlan,
    main: Head,
    commit: string,
    signal: AbortSignal,
  ): Promise<Commits | null> {
    const answer = await merging.merge({ plan, commit, main: main.id, branch: plan.branch }, signal);
    if (answer.kind === 'overtaken') return null;
    if (answer.kind === 'waiting') {
      const { why, url, afterSeconds } = answer;
      throw problem('publication-waiting', { why, url, afterSeconds });
    }
    const { mergeCommit } = answer;
    if (await this.#mirror.isAncestor(mergeCommit, main.id, signal)) {
      throw conflict(plan, plan.certificate, `it was merged with ${mergeCommit} and taken out again`);
    }
    this.#note(plan, { commit, mergeCommit }, 'Publication merged');
    return { commit, mergeCommit };
  }

  /** The refs of the remote with their objects. One at a time, because fetches into one mirror would hold each other up. */
  async #look(prefix: string, signal?: AbortSignal): Promise<RemoteRefs> {
    return this.#fetching(async () => {
      await this.#mirror.open();
      return this.#remote.fetch(prefix, signal);
    });
  }

  /** The first commit of an empty repository: a readme, so that the main branch exists. Losing to another process is as good. */
  async #createMain(plan: PublicationPlan, signal: AbortSignal): Promise<Pushed> {
    const [id = ''] = await this.#mirror.storeBlobs([Buffer.from(readme)], signal);
    const tree = await this.#mirror.writeTree(null, new Map([['README.md', id]]), [], signal);
    const signature = this.#signature(plan, 0);
    const commit = await this.#mirror.commit(
      { tree, parents: [], message: 'Begin the catalogue\n', signature },
      signal,
    );
    return this.#remote.push(this.#main, commit, null, signal);
  }

  /** What the commit holds at every path that the plan is about. */
  async #entriesOf(plan: PublicationPlan, commit: string, signal: AbortSignal): Promise<TreeEntry[]> {
    const outside = [...plan.files.keys(), ...plan.replaces.keys()].filter(path => !inFolder(plan, path));
    return this.#mirror.list(commit, [plan.folder, ...new Set(outside)], signal);
  }

  /** Our commit on this parent: always the same for the same plan and parent. */
  async #commitOn(plan: PublicationPlan, parent: Head, signal: AbortSignal): Promise<string> {
    const tree = await this.#treeOn(plan, parent.id, signal);
    const signature = this.#signature(plan, parent.committedAt);
    return this.#mirror.commit({ tree, parents: [parent.id], message: plan.message, signature }, signal);
  }

  /** The merge of our commit into main: main's tree with our changes, whatever else has happened there. */
  async #merge(plan: PublicationPlan, main: Head, commit: string, tree: string, signal: AbortSignal): Promise<string> {
    const { publisher, connector, version } = plan;
    const message = `Merge the publication of ${publisher}/${connector} ${version}\n`;
    const signature = this.#signature(plan, main.committedAt);
    return this.#mirror.commit({ tree, parents: [main.id, commit], message, signature }, signal);
  }

  /**
   * A commit's tree with the plan made true in it. Judged on objects, not on what we meant to do: only planned paths differ, and every
   * file is a plain one with the planned bytes.
   */
  async #treeOn(plan: PublicationPlan, parent: string, signal: AbortSignal): Promise<string> {
    const ids = await this.#mirror.storeBlobs([...plan.files.values()], signal);
    const written = new Map([...plan.files.keys()].map((path, index) => [path, ids[index] ?? '']));
    const removed = removedPaths(plan);
    const tree = await this.#mirror.writeTree(parent, written, removed, signal);
    for (const { path, status, newMode, newId } of await this.#mirror.changes(parent, tree, signal)) {
      const planned = plan.files.get(path);
      const isWritten = planned !== undefined && newMode === plainFile && newId === blobId(planned);
      if (status === 'D' ? removed.includes(path) : isWritten) continue;
      throw new Error(`The tree ${tree} would change ${path} (${status} ${newMode}), which is not planned`);
    }
    return tree;
  }

  /**
   * What an earlier attempt built the commit on the branch on. It is an earlier attempt's only if building on that parent again gives
   * the very same commit. Throws `publication-conflict` when it does not.
   */
  async #parentOfOurs(plan: PublicationPlan, branch: string, main: Head, signal: AbortSignal): Promise<Head> {
    const foreign = conflict(plan, plan.branch, `the branch holds ${branch}, which is not this publication`);
    const [id = '', ...others] = (await this.#text(['log', '-1', '--format=%P', branch], signal)).split(' ');
    if (id === '' || others.length > 0 || !(await this.#mirror.isAncestor(id, main.id, signal))) throw foreign;
    const committedAt = Number(await this.#text(['log', '-1', '--format=%ct', id], signal));
    const parent = { id, committedAt };
    if (standingOf(plan, namesOf(await this.#entriesOf(plan, id, signal)), nameOf) !== 'open') throw foreign;
    if ((await this.#commitOn(plan, parent, signal)) !== branch) throw foreign;
    return parent;
  }

  /** The commits that made a version public, found in the history of main. */
  async #commitsOf(plan: PublicationPlan, main: Head, signal: AbortSignal): Promise<Commits> {
    const commit = await this.#text(['log', '-1', '--format=%H', main.id, '--', plan.certificate], signal);
    const walk = ['rev-list', '--first-parent', '--parents', `${commit}..${main.id}`];
    const merges = (await this.#text(walk, signal)).split('\n').map(line => line.split(' '));
    const [mergeCommit = commit] = merges.find(([, ...parents]) => parents.includes(commit)) ?? [];
    return { commit, mergeCommit };
  }

  /** Hashes every file of the folder again, as it stands on the remote's main branch. Gives the certificate's text. */
  async #readBack(plan: PublicationPlan, entries: readonly TreeEntry[], signal: AbortSignal): Promise<string> {
    const { publisher, connector } = plan;
    const own = entries.filter(({ path }) => inFolder(plan, path) || path === plan.certificate);
    const files = await this.#read(own, publisher, connector, signal);
    const { digest } = packageIn(files, plan.folder, sha256);
    const certificate = files.get(plan.certificate);
    if (digest !== plan.digest || certificate === undefined) {
      throw mismatch(publisher, connector, `${plan.folder} reads back as ${digest}, published was ${plan.digest}`);
    }
    return Buffer.from(certificate).toString('utf8');
  }

  /** The publication stands without it, so a branch that cannot be removed is only noted. */
  async #removeBranch(plan: PublicationPlan, commit: string, signal: AbortSignal): Promise<void> {
    try {
      await this.#remote.push(plan.branch, null, commit, signal);
    } catch (error) {
      signal.throwIfAborted();
      this.#options.log?.warn({ branch: plan.branch, error: String(error) }, 'Publication branch could not be removed');
    }
  }

  async #read(entries: readonly TreeEntry[], publisher: string, connector: string, signal?: AbortSignal) {
    const odd = entries.find(({ mode }) => mode !== plainFile);
    const size = entries.reduce((sum, entry) => sum + entry.size, 0);
    if (odd !== undefined || size > mostBytesRead) {
      const reason = odd === undefined ? `it has ${size} bytes` : `${odd.path} is no plain file (mode ${odd.mode})`;
      throw mismatch(publisher, connector, reason);
    }
    return this.#mirror.read(entries, signal);
  }

  async #text(args: readonly string[], signal: AbortSignal): Promise<string> {
    return (await this.#mirror.local(args, { signal })).toString('utf8').trim();
  }

  /** Dates come from the approval, so that a repeat makes the same commit; a commit is never older than its parent. */
  #signature({ date }: PublicationPlan, parentCommittedAt: number) {
    const authoredAt = Math.floor(Date.parse(date) / 1000);
    return { ...this.#options.author, authoredAt, committedAt: Math.max(authoredAt, parentCommittedAt) };
  }

  #note({ publisher, connector, version, digest }: PublicationPlan, facts: object, sentence: string): void {
    this.#options.log?.info({ publisher, connector, version, digest, ...facts }, sentence);
  }
}

/** The commit that holds the publication, and the one that merged it. */
type Commits = Pick<Receipt, 'commit' | 'mergeCommit'>;

/** Files by path, each named by mode and content: the same name means the same file. */
function namesOf(entries: readonly TreeEntry[]): Map<string, string> {
  return new Map(entries.map(({ path, mode, id }) => [path, `${mode} ${id}`]));
}

function nameOf(bytes: Uint8Array): string {
  return `${plainFile} ${blobId(bytes)}`;
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
