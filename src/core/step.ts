import type { Fault } from './problems.js';
import type { Receipt } from './publication.js';
import type { StageName } from './stage-names.js';
import type { Submission } from './submission.js';
import type { Report, Verdict } from './verdict.js';

export const stepStates = ['READY', 'LEASED', 'DONE', 'FAILED', 'DEAD'] as const;
export type StepState = (typeof stepStates)[number];

/** One stage's work on one revision: claimed with a lease, finished only while the fence still matches. */
export interface Step {
  readonly id: string;
  readonly submissionId: string;
  readonly revision: number;
  readonly stage: StageName;
  readonly state: StepState;
  /** Rises with every claim; a worker that holds an older fence can write nothing. */
  readonly fence: number;
  readonly attempts: number;
}

/** A step as a timeline shows it. Times are RFC 3339. */
export interface TimelineEntry {
  readonly revision: number;
  readonly stage: StageName;
  readonly state: StepState;
  readonly verdict: Verdict | null;
  readonly report: Report | null;
  /** What an effect left behind. */
  readonly receipt: Receipt | null;
  /** What happened, for gates and effects: who is awaited, which commit was made, what went wrong. */
  readonly note: string | null;
  readonly attempts: number;
  readonly queuedAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** Whose fault it was that it failed or is tried again, as far as it was written down. */
  readonly fault?: Fault | null;
}

/**
 * Whose fault it is that a step failed, was inconclusive or has to be tried again: as it was written down, or else as its report tells.
 * Null for what went well, what goes on, and what a person ended.
 */
export function faultOf({ fault, report, verdict }: Pick<TimelineEntry, 'fault' | 'report' | 'verdict'>): Fault | null {
  if (fault !== undefined && fault !== null) return fault;
  if (verdict === 'fail') return 'yours';
  const faults = report?.checks.flatMap(check => (check.state === 'not-run' ? [check.fault] : [])) ?? [];
  if (verdict === 'pass' || faults.length === 0) return null;
  // Ours first: who waits for us must not be told that it is theirs.
  return (['ours', 'upstream', 'yours'] as const).find(each => faults.includes(each)) ?? null;
}

/** How often a step is tried before it is given up as DEAD and the submission stops. */
export const maxAttempts = 3;

/** The states of a step that somebody still has to work on. A running submission has exactly one such step, every other none. */
export const openStepStates = ['READY', 'LEASED'] as const satisfies readonly StepState[];

/** True when this move of a submission begins new work: it runs now, and did not run this stage of this revision before. */
export function startsStep(before: Submission | null, after: Submission): boolean {
  if (after.state !== 'running') return false;
  return (
    before === null || before.state !== 'running' || before.stage !== after.stage || before.revision !== after.revision
  );
}
