import type { ProfileName } from './finding.js';
import type { Package } from './package.js';
import { problem } from './problems.js';
import type { Outcome } from './outcome.js';
import { nextStage, stageNames } from './stage-names.js';
import type { StageName } from './stage-names.js';
import { verdictOf } from './verdict.js';
import type { Verdict } from './verdict.js';

/**
 * Where a submission stands inside its stage. `running`: work is under way or queued; `waiting`: a reviewer's turn; `returned`:
 * the submitter's turn; `stopped`: a check stayed inconclusive or an effect could not be finished, the operator's turn; the
 * last three are final.
 */
export const submissionStates = [
  'running',
  'waiting',
  'returned',
  'stopped',
  'rejected',
  'withdrawn',
  'public',
] as const;
export type SubmissionState = (typeof submissionStates)[number];

export const finalStates = ['rejected', 'withdrawn', 'public'] as const satisfies readonly SubmissionState[];

/** The request to certify one version of a connector. */
export interface Submission {
  readonly id: string;
  readonly publisher: string;
  readonly connector: string;
  readonly profile: ProfileName;
  readonly stage: StageName;
  readonly state: SubmissionState;
  /** Number of the newest revision, from 1. */
  readonly revision: number;
  /** `info.version` of the newest revision's definition; null until intake has read it. */
  readonly version: string | null;
}

/** One upload of a submission and, once intake has accepted it, the package made of it. */
export interface Revision {
  readonly submissionId: string;
  readonly number: number;
  /** SHA-256 in hex of the bytes as they were uploaded. */
  readonly uploadSha256: string;
  readonly uploadName: string;
  readonly uploadedBy: string;
  readonly package: Package | null;
}

/** A reviewer's decision at the preview gate. */
export interface Decision {
  readonly kind: 'approve' | 'return' | 'reject';
  readonly comment: string;
}

/**
 * The whole state machine of the flow: where a submission goes when its stage ends with this outcome, after what the stages
 * before it gave on the same revision. Pure.
 *
 * A check that failed returns the submission; only intake's failure waits for lint, where there is a package that lint can look
 * at, and both wait for compare, so that the author learns everything at once. Beyond compare nothing begins while a check of the
 * revision failed.
 */
export function advance(
  submission: Submission,
  outcome: Outcome,
  history: readonly { readonly verdict: Verdict | null }[],
): Submission {
  if (submission.state !== 'running') return submission;
  if (outcome.kind === 'done') return onward(submission);
  const failedBefore = history.some(({ verdict }) => verdict === 'fail');
  if (outcome.kind === 'waiting') return { ...submission, state: failedBefore ? 'returned' : 'waiting' };
  const verdict = verdictOf(outcome.report);
  if (verdict === 'inconclusive') return { ...submission, state: failedBefore ? 'returned' : 'stopped' };
  if (verdict === 'pass' && !failedBefore) return onward(submission);
  return nextMayLook(submission.stage, outcome) ? onward(submission) : { ...submission, state: 'returned' };
}

/** Whether the check after this one looks at what has failed: lint and compare cost little, and need only a package. */
function nextMayLook(stage: StageName, outcome: Outcome & { kind: 'checked' }): boolean {
  return stage === 'lint' || (stage === 'intake' && outcome.package !== undefined);
}

/**
 * Where a reviewer's decision sends a submission. `approvalsMissing` is how many approvals are needed still, before this one: it waits on
 * until the last, and until its own numbers are there (`measured`). Throws `submission-not-waiting` when there is nothing to decide.
 */
export function decide(submission: Submission, decision: Decision, approvalsMissing = 1, measured = true): Submission {
  if (submission.state !== 'waiting') {
    throw problem('submission-not-waiting', { id: submission.id, stage: submission.stage, state: submission.state });
  }
  if (decision.kind === 'approve' && (approvalsMissing > 1 || !measured)) return submission;
  if (decision.kind === 'approve') return onward({ ...submission, state: 'running' });
  return { ...submission, state: decision.kind === 'return' ? 'returned' : 'rejected' };
}

/** A version that reviewers approved is promoted: its own numbers are there. Any other stays where it is. */
export function promote(submission: Submission): Submission {
  if (submission.stage !== 'preview' || submission.state !== 'waiting') return submission;
  return onward({ ...submission, state: 'running' });
}

/** A new revision: the flow starts over. Allowed while it is a person's turn and no effect is under way. */
export function revise(submission: Submission): Submission {
  const revisable = submission.stage === 'publish' ? ['returned'] : ['returned', 'waiting', 'stopped'];
  if (!revisable.includes(submission.state)) {
    throw problem('submission-not-revisable', { id: submission.id, stage: submission.stage, state: submission.state });
  }
  return { ...submission, stage: stageNames[0], state: 'running', revision: submission.revision + 1, version: null };
}

/** Runs the stage again that stopped. */
export function retry(submission: Submission): Submission {
  if (submission.state !== 'stopped') {
    throw problem('submission-not-stopped', { id: submission.id, stage: submission.stage, state: submission.state });
  }
  return { ...submission, state: 'running' };
}

/**
 * The submitter takes the submission back. Not possible while publishing is under way: an effect is finished, or gives the
 * submission back, first.
 */
export function withdraw(submission: Submission): Submission {
  if (isFinal(submission) || (submission.stage === 'publish' && submission.state !== 'returned')) {
    throw problem('submission-not-withdrawable', {
      id: submission.id,
      stage: submission.stage,
      state: submission.state,
    });
  }
  return { ...submission, state: 'withdrawn' };
}

/** Gives up on the running stage: its work kept failing for reasons that are not the connector's. */
export function stop(submission: Submission): Submission {
  return submission.state === 'running' ? { ...submission, state: 'stopped' } : submission;
}

/** True once nothing more can happen to it. */
export function isFinal(submission: Pick<Submission, 'state'>): boolean {
  return finalStates.some(state => state === submission.state);
}

/** Whose turn it is, in the words of the screen: ours while a version waits for nothing but its own numbers. */
export function turnOf(
  submission: Submission & { readonly measuringSince?: string | null },
): 'ours' | 'submitter' | 'reviewer' | 'operator' | 'nobody' {
  switch (submission.state) {
    case 'running':
      return 'ours';
    case 'waiting':
      return submission.measuringSince ? 'ours' : 'reviewer';
    case 'returned':
      return 'submitter';
    case 'stopped':
      return 'operator';
    case 'rejected':
    case 'withdrawn':
    case 'public':
      return 'nobody';
  }
}

/**
 * Every edge that the functions above can take, as `stage/state → stage/state`. The database refuses all others; a test holds
 * this list against the functions and another against the table in the database.
 */
export function edges(): {
  from: { stage: StageName; state: SubmissionState };
  to: { stage: StageName; state: SubmissionState };
}[] {
  const list: ReturnType<typeof edges> = [];
  for (const stage of stageNames) {
    const at = (state: SubmissionState) => ({ stage, state });
    const next = nextStage(stage);
    const onwardTo = next ? { stage: next, state: 'running' as const } : at('public');
    const add = (from: SubmissionState, to: { stage: StageName; state: SubmissionState }) =>
      list.push({ from: at(from), to });
    add('running', onwardTo);
    add('running', at('waiting'));
    add('running', at('returned'));
    add('running', at('stopped'));
    add('waiting', onwardTo);
    add('waiting', at('returned'));
    add('waiting', at('rejected'));
    add('stopped', at('running'));
    add('returned', { stage: 'intake', state: 'running' });
    add('returned', at('withdrawn'));
    if (stage === 'publish') continue;
    for (const state of ['waiting', 'stopped'] as const) add(state, { stage: 'intake', state: 'running' });
    for (const state of ['running', 'waiting', 'stopped'] as const) add(state, at('withdrawn'));
  }
  const seen = new Set<string>();
  return list.filter(edge => {
    const key = JSON.stringify(edge);
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
}

function onward(submission: Submission): Submission {
  const next = nextStage(submission.stage);
  return next ? { ...submission, stage: next } : { ...submission, state: 'public' };
}
