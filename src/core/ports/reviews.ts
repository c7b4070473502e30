import type { PackageFile } from '../package.js';
import type { Gate, Lane } from '../review.js';
import type { SubmissionSummary } from './ledger.js';

/** How a promise stands: `near` once the share of it has passed that the programme named, `broken` once all of it has. */
export const promiseStates = ['kept', 'near', 'broken'] as const;
export type PromiseState = (typeof promiseStates)[number];

/** The clock of a submission. It runs while it is our turn (work, a reviewer, an operator), and stands while it is the submitter's. */
export interface PromiseClock {
  readonly hours: number;
  /** Hours of our own time that have passed, to the millisecond. */
  readonly usedHours: number;
  /** When the promise breaks unless the turn passes to the submitter before, RFC 3339. */
  readonly dueAt: string;
  readonly state: PromiseState;
}

/** Who looks at a submission. */
export interface Assignment {
  readonly account: string;
  readonly name: string;
  /** Since when, RFC 3339. */
  readonly at: string;
}

/** A submission that waits for reviewers. */
export interface QueueLine extends SubmissionSummary {
  readonly lane: Lane;
  readonly risks: Gate['risks'];
  readonly promise: PromiseClock;
  readonly approvalsGiven: number;
  readonly approvalsNeeded: number;
  /** Null while nobody has it. */
  readonly assignment: Assignment | null;
}

/** Which part of the queue is shown. Null means all. */
export interface QueueFilter {
  readonly lane: Lane | null;
  readonly publisher: string | null;
  readonly promise: PromiseState | null;
  /** An account's, or with `nobody` what nobody has. */
  readonly assigned: { readonly account: string } | 'nobody' | null;
  readonly limit: number;
  readonly cursor: string | null;
}

/** What looking after the queue has changed. */
export interface QueueCare {
  /** Ids of submissions whose reviewer may no longer decide about them. */
  readonly lapsed: readonly string[];
  readonly assigned: readonly string[];
  /** Ids of submissions whose promise came near or broke; each is told once a level. */
  readonly escalated: readonly { readonly id: string; readonly level: 'near' | 'broken' }[];
}

/** The version of a connector that is public, as the ledger knows it. */
export interface PublishedPackage {
  readonly version: string;
  readonly digest: string;
  readonly files: readonly PackageFile[];
  /** The submission and revision that brought it. */
  readonly submissionId: string;
  readonly revision: number;
}

/** Reviewers' work: the queue, and who looks at what. All times are the store's own. */
export abstract class Reviews {
  /** What waits for reviewers, the nearest promise first, in pages. Throws `cursor-invalid`. */
  abstract queue(filter: QueueFilter): Promise<{ items: QueueLine[]; next: string | null }>;
  /** The line of one submission; null when it does not wait. */
  abstract line(submissionId: string): Promise<QueueLine | null>;
  /** The newest public version of a submission's connector that another submission brought; null when there is none. */
  abstract publishedBefore(submissionId: string): Promise<PublishedPackage | null>;
  /**
   * Gives a submission to this reviewer, when it is still with whom they saw it with (`from`; null for nobody). Taking what one has is
   * harmless. Throws `submission-not-found`, `submission-not-waiting`, `assignment-moved`, `four-eyes`.
   */
  abstract take(submissionId: string, by: string, from: string | null): Promise<void>;
  /**
   * Gives a submission back: it goes to whoever has least to do among those who may have it, the one who gives it back last. Throws
   * `submission-not-found`, `submission-not-waiting`, `assignment-moved` when it was somebody else's.
   */
  abstract handBack(submissionId: string, by: string): Promise<void>;
  /**
   * Takes submissions from reviewers who may no longer decide about them, gives out what nobody has (to whoever has the fewest, then to
   * whoever was given nothing for longest), and marks promises that are near or broken. Repeating it is harmless.
   */
  abstract lookAfter(): Promise<QueueCare>;
}
