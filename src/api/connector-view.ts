import type { Marks, PreviewVersion, PublicVersion } from '../core/ports/connectors.js';
import type { ChannelEntry } from '../core/ports/ledger.js';
import type { Drift } from '../core/ports/monitors.js';
import type { RecertificationState } from '../core/ports/recertifications.js';
import { nextAfterRecertification } from '../core/recertification.js';
import type { Recertification } from '../core/recertification.js';
import type { StageName } from '../core/stage-names.js';
import type { Report } from '../core/verdict.js';
import { gradeOf } from '../core/tier.js';
import type { Grade } from '../core/tier.js';

/** How a public version was judged by newer rules, as everybody sees it. */
export interface RecertificationLine extends Omit<
  Recertification,
  'submissionId' | 'version' | 'digest' | 'reason' | 'report'
> {
  /** What to do, and where all findings are: for its publisher and those who decide. */
  readonly next: string | null;
  readonly findings: string | null;
}

/** One judgement with all that was found. */
export interface RecertificationView extends Recertification {
  readonly publisher: string;
  readonly connector: string;
  readonly reports: readonly { readonly stage: StageName; readonly report: Report }[];
}

/** A public version as a connector lists it. */
export interface VersionLine extends Omit<PublicVersion, 'facts'> {
  readonly grade: Grade;
  readonly recertification: RecertificationLine | null;
  /** Of a request that is open, for its publisher and those who decide. */
  readonly recertificationAskedAt: string | null;
}

/** A connector with what became of its versions. */
export interface ConnectorView {
  readonly publisher: string;
  readonly connector: string;
  readonly newest: string | null;
  /** Of the version that stands. */
  readonly tier: Grade['tier'];
  readonly versions: { readonly items: readonly VersionLine[]; readonly next: string | null };
  readonly preview: PreviewVersion | null;
  readonly links: Readonly<Record<string, string>>;
}

/** A line of the catalogue: in the preview channel nothing became of a version yet. */
export interface CatalogLine extends ChannelEntry {
  readonly certificate: Marks['certificate'] | null;
  readonly deprecation: Marks['deprecation'];
  readonly withdrawal: Marks['withdrawal'];
  readonly grade: Grade | null;
  /** Null where its API does what was certified, as far as is known. What was found is its publisher's and the reviewers' to know. */
  readonly drift: Omit<Drift, 'findings'> | null;
}

/** The line of the catalogue for an entry, with how it stands where it is public. */
export function catalogLine(entry: ChannelEntry, marks: Marks | undefined, drift: Drift | null = null): CatalogLine {
  return {
    ...entry,
    certificate: marks?.certificate ?? null,
    deprecation: marks?.deprecation ?? null,
    withdrawal: shownWithdrawal(marks?.withdrawal ?? null, false),
    grade: marks === undefined ? null : gradeOf(marks.facts),
    drift: drift && { id: drift.id, since: drift.since, suspendedAt: drift.suspendedAt },
  };
}

/**
 * A version for those who may know, or not, that the programme wishes to take it back, and what was found by the rules of today. `pathOf`
 * says where a recertification is read.
 */
export function versionLine(
  { facts, ...version }: PublicVersion,
  insider: boolean,
  recertified: RecertificationState | undefined,
  pathOf: (recertification: string) => string,
): VersionLine {
  const newest = recertified?.newest ?? null;
  return {
    ...version,
    withdrawal: shownWithdrawal(version.withdrawal, insider),
    grade: gradeOf(facts),
    recertification: newest && recertificationLine(newest, version, insider, pathOf),
    recertificationAskedAt: insider ? (recertified?.askedAt ?? null) : null,
  };
}

/** That a version would not pass today is everybody's to know, as drift is; what exactly was found is not. */
function recertificationLine(
  newest: Recertification,
  { certificate, withdrawal }: Pick<PublicVersion, 'certificate' | 'withdrawal'>,
  insider: boolean,
  pathOf: (recertification: string) => string,
): RecertificationLine {
  const { id, at, cause, ruleset, verdict, fault, counts, blocking, report } = newest;
  const stands = withdrawal === null || withdrawal.since === null;
  return {
    ...{ id, at, cause, ruleset, verdict, fault, counts, blocking },
    next: insider && stands ? nextAfterRecertification(newest, certificate) : null,
    findings: insider && report !== null ? pathOf(id) : null,
  };
}

/** Until a second person has consented, a wish is nobody's business but theirs who decide. */
function shownWithdrawal(withdrawal: Marks['withdrawal'], insider: boolean): Marks['withdrawal'] {
  return withdrawal !== null && (insider || withdrawal.since !== null) ? withdrawal : null;
}
