import type { Approval } from '../approval.js';
import type { Profile } from '../finding.js';
import type { AcceptedPackage, Outcome } from '../outcome.js';
import type { StageName } from '../stage-names.js';
import type { Step, TimelineEntry } from '../step.js';
import type { Revision, Submission } from '../submission.js';
import type { Verdict } from '../verdict.js';

/** What a new submission starts from. The upload's bytes are in the blob store before this is called. */
export interface Opening {
  readonly id: string;
  readonly publisher: string;
  readonly connector: string;
  readonly profile: Profile;
  readonly uploadSha256: string;
  readonly uploadName: string;
  /** Account id of the uploader. */
  readonly by: string;
}

export type Upload = Pick<Opening, 'uploadSha256' | 'uploadName' | 'by'>;

/** How a claimed step ended. */
export interface Ending {
  readonly state: 'DONE' | 'FAILED' | 'DEAD';
  readonly verdict: Verdict | null;
  readonly outcome: Outcome | null;
  readonly note: string | null;
  /** Set when the step is to be tried again instead: it goes back to READY after this many seconds. */
  readonly retryAfterSeconds: number | null;
  /** Set by intake: the package that the revision now has. */
  readonly package: AcceptedPackage | null;
}

/** A person's change of a submission: where it goes, and what the audit says of it. */
export interface Change {
  readonly to: Submission;
  readonly actor: string;
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** A new upload, when the change is a new revision. */
  readonly upload: Upload | null;
  /** An approval to record in the same transaction; four eyes are enforced there. */
  readonly decision: (Approval & { readonly kind: 'approve' | 'return' | 'reject' }) | null;
}

/** A claimed step with all that its stage is run on, except bytes. */
export interface ClaimedStep extends Step {
  readonly submission: Submission;
  readonly revisionRecord: Revision;
  readonly history: readonly TimelineEntry[];
  readonly approvals: readonly Approval[];
}

/** What is about to be published, and where. */
export interface PublicationIntent {
  readonly target: string;
  readonly publisher: string;
  readonly connector: string;
  readonly version: string;
  readonly digest: string;
  readonly submissionId: string;
}

/** One line of a list of submissions. */
export interface SubmissionSummary extends Submission {
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Which submissions a list shows. `publishers` null means all. */
export interface SubmissionFilter {
  readonly publishers: readonly string[] | null;
  readonly state: Submission['state'] | null;
  readonly stage: StageName | null;
  readonly limit: number;
  /** Opaque, from the page before; null for the first page. */
  readonly cursor: string | null;
}

/**
 * The one truth about submissions, revisions, steps and decisions. Every method is one transaction that also writes the audit
 * entry, the next step and the outbox row of what it changes.
 */
export abstract class Ledger {
  /** Opens a submission at intake. Throws `submission-already-open` when the connector has one that is not final. */
  abstract open(opening: Opening): Promise<Submission>;
  /** Throws `submission-not-found`. */
  abstract get(id: string): Promise<Submission>;
  abstract revisions(id: string): Promise<Revision[]>;
  abstract timeline(id: string): Promise<TimelineEntry[]>;
  abstract list(filter: SubmissionFilter): Promise<{ items: SubmissionSummary[]; next: string | null }>;

  /**
   * Locks the submission, asks `decide` where it goes, and saves that. What `decide` throws is thrown and nothing is saved.
   * Throws `submission-not-found`, `four-eyes`.
   */
  abstract change(id: string, decide: (current: Submission, revision: Revision) => Change): Promise<Submission>;

  /** Claims the step that is due, oldest first and fair between publishers, or null when there is none. */
  abstract claim(worker: string, leaseSeconds: number): Promise<ClaimedStep | null>;
  /** Prolongs the lease. False when the step is no longer ours: stop working on it. */
  abstract renew(step: Step, leaseSeconds: number): Promise<boolean>;
  /** Ends the step and moves its submission. False when the fence no longer matches: the result is void. */
  abstract finish(step: Step, ending: Ending, moved: Submission): Promise<boolean>;
  /** Gives a claimed step back untouched, so that another worker starts it at once. */
  abstract handBack(step: Step): Promise<void>;

  /**
   * Writes down, before the world is changed, that this version is about to be published with this digest. Repeating it with the
   * same digest is harmless. Throws `version-already-published` when the version or the digest belongs to another publication.
   */
  abstract intendPublication(intent: PublicationIntent): Promise<void>;
}
