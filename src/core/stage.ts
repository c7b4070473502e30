import type { Approval } from './approval.js';
import type { Outcome } from './outcome.js';
import type { PackageContent } from './package.js';
import type { StageKind, StageName } from './stage-names.js';
import type { TimelineEntry } from './step.js';
import type { Revision, Submission } from './submission.js';

/** What a stage is run on. Intake sees the upload; every later stage sees the package that intake made of it. */
export interface Subject {
  readonly submission: Submission;
  readonly revision: Revision;
  /** Null only while intake has not accepted the upload. */
  readonly package: PackageContent | null;
  /** What the stages of this revision have found so far, in order. */
  readonly history: readonly TimelineEntry[];
  /** Approvals of exactly this package's digest. */
  readonly approvals: readonly Approval[];
}

/** One row of the table in `pipeline/stages.ts`. */
export interface Stage {
  readonly name: StageName;
  readonly kind: StageKind;
  /** True where the stage needs neither network nor people, so that `assay check` runs it on a laptop. */
  readonly offline: boolean;
  /** Runs on one subject. Stops early when `signal` aborts: the lease is lost or the process is stopping. */
  run(subject: Subject, signal: AbortSignal): Promise<Outcome>;
}
