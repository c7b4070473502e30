import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../core/log.js';
import type { MergeAnswer, MergeRequest, Merging } from '../../core/merging.js';
import { Problem, problem } from '../../core/problems.js';
import type { PublicationPlan } from '../../core/publication.js';
import type { Calls, GitHub } from './client.js';
import { said, statusOf } from './failures.js';
import { pullRequestText } from './pull-request-text.js';

export interface GitHubMergingOptions {
  /** Who merges: we do once GitHub lets us, or a person does and we only look. */
  readonly by: 'us' | 'person';
  /** Short name of the branch that the public reads. */
  readonly mainBranch: string;
  readonly log?: Log;
}

/** On every pull request of ours. */
const label = 'assay';

/** How long what others have to do is left alone before we look again. */
const lookAgainSeconds = 60;

/** How often we look, a second apart, while GitHub still works out whether a pull request can be merged. */
const looksWhileUnknown = 4;

/** The states in which GitHub lets a pull request be merged: https://docs.github.com/en/graphql/reference/enums#mergestatestatus. */
const mergeable = ['clean', 'unstable', 'has_hooks'];

/** Why GitHub does not let it be merged yet, by state. */
const obstacles = new Map([
  ['blocked', 'the rules of the branch ask for checks or reviews that are not there yet'],
  ['behind', 'the rules of the branch ask for pull requests that are up to date with it'],
  ['draft', 'somebody made the pull request a draft'],
]);

type Pull = Awaited<ReturnType<Calls['pulls']['list']>>['data'][number];
type WholePull = Awaited<ReturnType<Calls['pulls']['get']>>['data'];

/**
 * Merges publications through pull requests. Like the catalogue it looks before it acts: a pull request that an earlier attempt made
 * is found by its branch and taken up. What is merged is pinned to our commit.
 */
export class GitHubMerging implements Merging {
  readonly #github: GitHub;
  readonly #options: GitHubMergingOptions;

  constructor(github: GitHub, options: GitHubMergingOptions) {
    this.#github = github;
    this.#options = options;
  }

  /**
   * Throws `publication-closed` when a person closed the pull request, `publication-conflict` when it is not for our commit, and what
   * {@link GitHub.call} throws.
   */
  async merge({ plan, commit, branch }: MergeRequest, signal: AbortSignal): Promise<MergeAnswer> {
    const name = branch.replace(/^refs\/heads\//, '');
    const pull = (await this.#find(name, signal)) ?? (await this.#open(plan, name, signal));
    if (pull.state === 'closed' && !pull.merged_at) throw closed(plan, pull);
    requireOurs(plan, pull, commit, this.#options.mainBranch);
    if (pull.merged_at) return merged(pull);
    await this.#mark(pull, signal);
    return this.#mergeWhenReady(plan, pull.number, commit, signal);
  }

  /** The pull request of a branch: the open one, or else the newest. */
  async #find(branch: string, signal: AbortSignal): Promise<Pull | null> {
    const head = `${this.#github.owner}:${branch}`;
    const listed = await this.#github.call(signal, (calls, at) =>
      calls.pulls.list({ ...at, head, state: 'all', sort: 'created', direction: 'desc', per_page: 20 }),
    );
    // GitHub lists all there are when it cannot read the name of the branch.
    const pulls = listed.filter(pull => pull.head.ref === branch);
    return pulls.find(({ state }) => state === 'open') ?? pulls[0] ?? null;
  }

  async #open(plan: PublicationPlan, head: string, signal: AbortSignal): Promise<Pull | WholePull> {
    const { title, body } = pullRequestText(plan);
    const base = this.#options.mainBranch;
    try {
      const pull = await this.#github.call(signal, (calls, at) =>
        calls.pulls.create({ ...at, title, body, head, base, maintainer_can_modify: false }),
      );
      this.#options.log?.info({ digest: plan.digest, url: pull.html_url }, 'Pull request opened');
      return pull;
    } catch (error) {
      if (statusOf(error) !== 422) throw error;
      // An attempt whose answer was lost has made it.
      const made = await this.#find(head, signal);
      if (made !== null) return made;
      throw problem('publication-conflict', {
        ...nameOf(plan),
        path: plan.branch,
        reason: `GitHub takes no pull request for it (${said(error)})`,
      });
    }
  }

  /** A pull request without its label is as good, so that one that cannot be given is only noted. */
  async #mark({ number, labels, html_url: url }: Pull | WholePull, signal: AbortSignal): Promise<void> {
    if (labels.some(({ name }) => name === label)) return;
    try {
      await this.#github.call(signal, (calls, at) =>
        calls.issues.addLabels({ ...at, issue_number: number, labels: [label] }),
      );
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Problem) throw error;
      this.#options.log?.warn({ url, reason: said(error) }, 'Pull request could not be labelled');
    }
  }

  async #mergeWhenReady(
    plan: PublicationPlan,
    number: number,
    commit: string,
    signal: AbortSignal,
  ): Promise<MergeAnswer> {
    const pull = await this.#look(number, signal);
    const standing = standingOf(plan, pull, commit);
    if (standing !== null) return standing;
    if (this.#options.by === 'person') return waiting(pull, 'a person has to merge it');
    const { mergeTitle, mergeMessage } = pullRequestText(plan);
    try {
      const { sha } = await this.#github.call(signal, (calls, at) =>
        calls.pulls.merge({
          ...at,
          pull_number: number,
          sha: commit,
          merge_method: 'merge',
          commit_title: `${mergeTitle} (#${number})`,
          commit_message: mergeMessage,
        }),
      );
      return { kind: 'merged', mergeCommit: sha };
    } catch (error) {
      const status = statusOf(error);
      if (status !== 405 && status !== 409) throw error;
      this.#options.log?.info({ url: pull.html_url, status, reason: said(error) }, 'Pull request was not merged');
      return standingOf(plan, await this.#look(number, signal), commit) ?? { kind: 'overtaken' };
    }
  }

  /** The pull request once GitHub knows whether it can be merged, or as it stands after a while. */
  async #look(number: number, signal: AbortSignal): Promise<WholePull> {
    for (let looks = 1; ; looks += 1) {
      const pull = await this.#github.call(signal, (calls, at) => calls.pulls.get({ ...at, pull_number: number }));
      if (pull.state === 'closed' || pull.mergeable_state !== 'unknown' || looks === looksWhileUnknown) return pull;
      await pause(this.#github.secondMs, undefined, { signal });
    }
  }
}

/** What there is to say of a pull request without asking for its merge; null when that may be asked. */
function standingOf(plan: PublicationPlan, pull: WholePull, commit: string): MergeAnswer | null {
  if (pull.merged) return merged(pull);
  if (pull.state === 'closed') throw closed(plan, pull);
  if (pull.head.sha !== commit || pull.mergeable_state === 'dirty') return { kind: 'overtaken' };
  if (mergeable.includes(pull.mergeable_state)) return null;
  return waiting(pull, obstacles.get(pull.mergeable_state) ?? 'GitHub is working out whether it can be merged');
}

function merged({ merge_commit_sha: mergeCommit }: Pull | WholePull): MergeAnswer {
  return mergeCommit === null ? { kind: 'overtaken' } : { kind: 'merged', mergeCommit };
}

function waiting({ html_url: url }: WholePull, why: string): MergeAnswer {
  return { kind: 'waiting', why, url, afterSeconds: lookAgainSeconds };
}

/** Throws `publication-conflict` unless this commit, and into main, is what the pull request is for. */
function requireOurs(
  plan: PublicationPlan,
  { head, base, html_url: url }: Pull | WholePull,
  commit: string,
  main: string,
) {
  const wrong =
    head.sha === commit
      ? base.ref !== main && `goes to ${base.ref}, not to ${main}`
      : `is for ${head.sha}, not ${commit}`;
  if (wrong === false) return;
  throw problem('publication-conflict', { ...nameOf(plan), path: plan.branch, reason: `${url} ${wrong}` });
}

function closed(plan: PublicationPlan, { html_url: url }: Pull | WholePull) {
  return problem('publication-closed', { ...nameOf(plan), url });
}

function nameOf({ publisher, connector, version }: PublicationPlan) {
  return { publisher, connector, version };
}
