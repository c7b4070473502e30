import type { Package } from '../package.js';
import type { Fault } from '../problems.js';
import type { Submission } from '../submission.js';
import type { Verdict } from '../verdict.js';
import type { Channel } from './ledger.js';

/** A run of a monitor that is ours to make, until its lease runs out. */
export interface ClaimedMonitor {
  readonly submission: Submission;
  /** The package that was certified. */
  readonly package: Package;
  readonly channel: Channel;
  /** Rises with every claim; what a run under an older one found is recorded nowhere. */
  readonly fence: number;
  /** Claims since a run was last recorded, this one among them: more than one where a worker died. */
  readonly attempts: number;
}

/** What a run of a monitor came to. */
export interface RunResult {
  readonly verdict: Verdict;
  /** Calls of the API, and those of them that were answered as certified. */
  readonly calls: number;
  readonly goodCalls: number;
  /** The 95th percentile of the time that an answer took, in milliseconds; null where nothing was answered. */
  readonly p95Ms: number | null;
  /** Whose fault it is that the run proved nothing; null where it proved something. */
  readonly fault: Fault | null;
  /** What was found, or why nothing was proved, a sentence a line; null where all went well. */
  readonly note: string | null;
  /** The record of the run, `sha256:…`; null where it left none. */
  readonly evidence: string | null;
}

/** A run as it is listed. Times are RFC 3339 by the database's clock. */
export interface MonitorRun extends RunResult {
  readonly id: string;
  readonly revision: number;
  /** Of the package. */
  readonly digest: string;
  readonly channel: Channel;
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** A public version whose API no longer does what was certified. */
export interface Drift {
  readonly id: string;
  /** RFC 3339. */
  readonly since: string;
  /** Set when the drift went on for longer than the programme bears. */
  readonly suspendedAt: string | null;
  /** What the newest of the failing runs found, a sentence each. */
  readonly findings: readonly string[];
}

/** What the runs of a monitor say of the revision that it watches, on the channel where that is. */
export interface MonitorSummary {
  readonly channel: Channel;
  /** When it runs next; RFC 3339. It may have passed: then the run is due, or under way. */
  readonly nextAt: string;
  readonly runs: number;
  readonly passes: number;
  readonly inconclusive: number;
  /** Of the runs' own 95th percentiles the 95th; null where nothing was answered. */
  readonly p95Ms: number | null;
  readonly last: MonitorRun | null;
  /** The drift that is open; null where the version does what was certified, as far as is known. */
  readonly drift: Drift | null;
}

/** What recording a run brought about. */
export type AfterRun = 'drifted' | 'cured' | 'unchanged';

/**
 * The monitors of versions that can be used. The database keeps them, in the transaction of the change that they follow from: a version has
 * one while it waits in preview, and the newest public version of each connector has one. All times are the database's.
 */
export abstract class Monitors {
  /**
   * Claims the monitor that is due, fair between publishers (the least recently served first) and one at a time for each; null when there
   * is none.
   */
  abstract claim(leaseSeconds: number): Promise<ClaimedMonitor | null>;
  /** Prolongs the lease. False when the monitor is no longer ours: stop. */
  abstract renew(monitor: ClaimedMonitor, leaseSeconds: number): Promise<boolean>;
  /**
   * Records a run, plans the next, and opens or closes a drift where the newest runs say so. `rulesetDigest` names the rules that judged.
   * Null, with nothing recorded, when the monitor is no longer ours.
   */
  abstract settle(monitor: ClaimedMonitor, result: RunResult, rulesetDigest: string): Promise<AfterRun | null>;
  /** Gives a claimed monitor back untouched. It does not count as an attempt. */
  abstract handBack(monitor: ClaimedMonitor): Promise<void>;
  /** Suspends versions that have drifted for longer than the programme bears; gives the ids of their submissions. */
  abstract suspendDue(): Promise<string[]>;

  /** Runs of all revisions of a submission, newest first. Throws `cursor-invalid`. */
  abstract runs(
    submissionId: string,
    page: { limit: number; cursor: string | null },
  ): Promise<{ items: MonitorRun[]; next: string | null }>;
  /** Null while nothing monitors the submission. */
  abstract summary(submissionId: string): Promise<MonitorSummary | null>;
  /** The open drifts of these submissions, by submission. */
  abstract drifts(submissionIds: readonly string[]): Promise<ReadonlyMap<string, Drift>>;
}
