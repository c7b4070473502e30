import type { Acknowledgement, BreakingChange } from '../acknowledgement.js';
import type { Approval } from '../approval.js';
import type { NewComment } from '../comment.js';
import type { ProfileName } from '../finding.js';
import type { Fault } from '../problems.js';
import type { PublishedVersion, Receipt } from '../publication.js';
import type { Promotion } from '../promotion.js';
import type { Gate } from '../review.js';
import type { AcceptedPackage, Outcome } from '../outcome.js';
import type { StageName } from '../stage-names.js';
import type { Step, TimelineEntry } from '../step.js';
import type { Revision, Submission } from '../submission.js';
import type { Verdict } from '../verdict.js';
import type { Waiver } from '../waiver.js';

/** What a new submission starts from. The upload's bytes are in the blob store before this is called. */
export interface Opening {
  readonly id: string;
  readonly publisher: string;
  readonly connector: string;
  readonly profile: ProfileName;
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
  /** True when it is to be tried again because others have to act first: what ends so was no attempt. */
  readonly uncounted?: boolean;
  /** Set by intake: the package that the revision now has. */
  readonly package: AcceptedPackage | null;
  /** Whose fault it was when a problem or a bug ended the attempt; not needed where a report tells. */
  readonly fault?: Fault | null;
}

/** A person's change of a submission: where it goes, and what the audit says of it. */
export interface Change {
  readonly to: Submission;
  readonly actor: string;
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** A new upload, when the change is a new revision. */
  readonly upload: Upload | null;
  /** A decision to record in the same transaction; four eyes are enforced there. Its `at` is set by the ledger's own clock. */
  readonly decision: (Approval & { readonly kind: 'approve' | 'return' | 'reject' }) | null;
  /** Comments to be made in the same transaction; the ledger of a laptop keeps none. */
  readonly comments?: readonly NewComment[];
  /** For one that waits on: true where it waits for nothing but its own numbers from now on, false where for reviewers again. */
  readonly measuring?: boolean;
}

/** What a change of a submission is decided on, beside the submission and its newest revision. */
export interface Standing {
  /** The terms on which the newest revision waits; null while it does not. */
  readonly gate: Gate | null;
  /** Approvals of the newest revision at the stage where the submission is, oldest first. */
  readonly approvals: readonly Approval[];
  /** What its own numbers say; null where it does not wait in preview. */
  readonly promotion: Promotion | null;
  /** Whether it waits for nothing but its own numbers. */
  readonly measuring: boolean;
  /** What time it is by the ledger's own clock, RFC 3339: the clock of a process that asks may be wrong. */
  readonly at: string;
}
/** What a person acknowledges. */
export type Acknowledging = Pick<Acknowledgement, 'digest' | 'side' | 'account' | 'comment'> & {
  readonly fingerprints: readonly string[];
};

/** A claimed step with all that its stage is run on, except bytes. */
export interface ClaimedStep extends Step {
  readonly submission: Submission;
  readonly revisionRecord: Revision;
  /** What the stages before this one have found on this revision: the newest finished step of each, in the order of the flow. */
  readonly history: readonly TimelineEntry[];
  /** Approvals of exactly this revision's digest. */
  readonly approvals: readonly Approval[];
  /** What reviewers waived of this submission and its connector, and did not revoke. */
  readonly waivers: readonly Waiver[];
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

/** A submission as lists show it. Times are RFC 3339. */
export interface SubmissionSummary extends Submission {
  /** Digest of the newest revision's package; null until intake has accepted it. */
  readonly digest: string | null;
  /** Since when it waits for nothing but its own numbers, all approvals given; null otherwise. */
  readonly measuringSince: string | null;
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

/** Where a version can be used: `preview` while it waits for a decision there, `public` once it was published and read back. */
export type Channel = 'preview' | 'public';

/** A version that a channel offers. */
export interface ChannelEntry extends PublishedVersion {
  readonly submissionId: string;
  /** Since when the channel offers it, RFC 3339. */
  readonly since: string;
  /** What publishing left behind; null in the preview channel. */
  readonly receipt: Receipt | null;
}

/** A message of the outbox: this step is due, and no worker has been told yet. */
export interface Bell {
  readonly id: string;
  readonly stepId: string;
}

/**
 * The one truth about submissions, revisions, steps and decisions. Every method is one transaction that also writes the audit
 * entry, the next step and the outbox row of what it changes.
 */
export abstract class Ledger {
  /**
   * Opens a submission at intake. Repeating an opening with the same id and the same upload is harmless and gives the submission
   * as it stands. Throws `submission-already-open` when the connector has one that is not final, `publisher-not-found`.
   */
  abstract open(opening: Opening): Promise<Submission>;
  /** Throws `submission-not-found`. */
  abstract get(id: string): Promise<SubmissionSummary>;
  abstract revisions(id: string): Promise<Revision[]>;
  abstract timeline(id: string): Promise<TimelineEntry[]>;
  /** Every approval that any revision of the submission was given, oldest first. */
  abstract approvals(id: string): Promise<Approval[]>;
  /** Every acknowledgement that the submission was given, on any of its revisions, oldest first. */
  abstract acknowledgements(id: string): Promise<Acknowledgement[]>;
  /**
   * Locks the submission, asks `decide` what is acknowledged, given what needs it, and writes down what of that is new; what this
   * side has acknowledged before is left as it is. Throws what `decide` throws, `submission-not-found`, and `four-eyes`.
   */
  abstract acknowledge(
    id: string,
    decide: (current: Submission, revision: Revision, changes: readonly BreakingChange[]) => Acknowledging,
  ): Promise<void>;
  /** True when a report of this submission names this digest (`sha256:…`) as evidence. */
  abstract namesEvidence(id: string, digest: string): Promise<boolean>;
  /** What a channel offers, newest first, in pages; one line a version. Throws `cursor-invalid`. */
  abstract channel(
    channel: Channel,
    page: Pick<SubmissionFilter, 'limit' | 'cursor'>,
  ): Promise<{ items: ChannelEntry[]; next: string | null }>;
  /** Newest first. Throws `cursor-invalid`. */
  abstract list(filter: SubmissionFilter): Promise<{ items: SubmissionSummary[]; next: string | null }>;

  /**
   * Locks the submission, asks `decide` where it goes, and saves that; null leaves it as it is, without a trace. What `decide` throws is
   * thrown and nothing is saved. A move from preview to publish writes down what the version's own numbers said.
   * Throws `submission-not-found`, `four-eyes`, `decision-already-made` when the account has approved this revision, `decision-stale` when
   * the decision is not about the newest revision's digest, and for an approval `acknowledgement-missing` while a breaking change lacks
   * either side, and `waiver-ended` when it would rest on a waiver that has.
   */
  abstract change(
    id: string,
    decide: (current: Submission, revision: Revision, standing: Standing) => Change | null,
  ): Promise<Submission>;
  /** What its own numbers say of the newest revision; null where it does not wait in preview. Throws `submission-not-found`. */
  abstract promotion(id: string): Promise<Promotion | null>;
  /** Ids of submissions that wait for nothing but their own numbers, in the order of their ids, after this one; null for the first. */
  abstract measuring(after: string | null, limit: number): Promise<string[]>;
  /** The terms on which the newest revision waits or waited; null when it has not come to its gate. */
  abstract gate(id: string): Promise<Gate | null>;

  /**
   * Claims the step that is due, oldest first and fair between publishers (the least recently served first), or null when there
   * is none. A step whose every worker died (`maxAttempts` leases ran out) is not handed out again: the ledger ends it as DEAD
   * and stops its submission by itself.
   */
  abstract claim(worker: string, leaseSeconds: number): Promise<ClaimedStep | null>;
  /** Prolongs the lease. False when the step is no longer ours: stop working on it. */
  abstract renew(step: Step, leaseSeconds: number): Promise<boolean>;
  /**
   * Ends the step and moves its submission. With `retryAfterSeconds` the step goes back to READY and the submission stays. An
   * outcome of kind `done` marks the publication as verified. False when the fence no longer matches: the result is void.
   */
  abstract finish(step: Step, ending: Ending, moved: Submission): Promise<boolean>;
  /** Gives a claimed step back untouched, so that another worker starts it at once. It does not count as an attempt. */
  abstract handBack(step: Step): Promise<void>;

  /** Bells of the outbox that are due and were not rung yet, oldest first. */
  abstract dueBells(limit: number): Promise<Bell[]>;
  /** Takes rung bells out of the outbox. */
  abstract markRung(bells: readonly Bell[]): Promise<void>;

  /**
   * Writes down, before the world is changed, that this version is about to be published with this digest. Repeating it with the
   * same digest is harmless. Throws `version-already-published` when the version or the digest belongs to another publication.
   */
  abstract intendPublication(intent: PublicationIntent): Promise<void>;
}
