import type { Marks, PreviewVersion, PublicVersion } from '../core/ports/connectors.js';
import type { ChannelEntry } from '../core/ports/ledger.js';
import type { Drift } from '../core/ports/monitors.js';
import { gradeOf } from '../core/tier.js';
import type { Grade } from '../core/tier.js';

/** A public version as a connector lists it. */
export interface VersionLine extends Omit<PublicVersion, 'facts'> {
  readonly grade: Grade;
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

/** A version for those who may know, or not, that the programme wishes to take it back. */
export function versionLine({ facts, ...version }: PublicVersion, insider: boolean): VersionLine {
  return { ...version, withdrawal: shownWithdrawal(version.withdrawal, insider), grade: gradeOf(facts) };
}

/** Until a second person has consented, a wish is nobody's business but theirs who decide. */
function shownWithdrawal(withdrawal: Marks['withdrawal'], insider: boolean): Marks['withdrawal'] {
  return withdrawal !== null && (insider || withdrawal.since !== null) ? withdrawal : null;
}
