import type { Finding } from './finding.js';
import { stageNames } from './stage-names.js';
import type { StageName } from './stage-names.js';
import type { TimelineEntry } from './step.js';

/** Who has to accept a breaking change: one who answers for the connector, and one who answers for the programme. */
export const acknowledgementSides = ['submitter', 'reviewer'] as const;
export type AcknowledgementSide = (typeof acknowledgementSides)[number];

/** One person's yes to one breaking change. A fact: it is never changed or taken back. */
export interface Acknowledgement {
  /** Of the finding that was acknowledged. */
  readonly fingerprint: string;
  /** Of the package that the person looked at. */
  readonly digest: string;
  readonly side: AcknowledgementSide;
  /** Account id. */
  readonly account: string;
  /** What that account is called. */
  readonly name: string;
  readonly comment: string;
  /** RFC 3339. */
  readonly at: string;
}

/** A finding that blocks the approval, and who has accepted it so far. */
export interface BreakingChange {
  readonly stage: StageName;
  readonly finding: Finding;
  readonly acknowledged: Readonly<Record<AcknowledgementSide, Acknowledgement | null>>;
}

/**
 * The findings of a revision that need an acknowledgement: those of weight `ack` that no waiver covers, of the newest report of each
 * stage, in the order of the flow, each fingerprint once. What was given on an earlier revision counts for as long as a finding with
 * the same fingerprint is there. Pure.
 */
export function breakingChangesOf(
  timeline: readonly TimelineEntry[],
  revision: number,
  given: readonly Acknowledgement[],
): BreakingChange[] {
  const changes = new Map<string, BreakingChange>();
  for (const stage of stageNames) {
    const entry = timeline.findLast(one => one.stage === stage && one.revision === revision && one.report !== null);
    for (const finding of entry?.report?.findings ?? []) {
      const { fingerprint, severity, blocks } = finding;
      if (severity !== 'ack' || !blocks || changes.has(fingerprint)) continue;
      const by = (side: AcknowledgementSide) =>
        given.find(one => one.fingerprint === fingerprint && one.side === side) ?? null;
      changes.set(fingerprint, {
        stage,
        finding,
        acknowledged: { submitter: by('submitter'), reviewer: by('reviewer') },
      });
    }
  }
  return [...changes.values()];
}

/** The sides that have not accepted it yet. */
export function missingSides({ acknowledged }: Pick<BreakingChange, 'acknowledged'>): AcknowledgementSide[] {
  return acknowledgementSides.filter(side => acknowledged[side] === null);
}

/** How many of the changes are named in a sentence. */
const named = 5;

/** What is missing before these can be approved, in words; null when nothing is. */
export function missingWords(changes: readonly BreakingChange[]): string | null {
  const open = changes.filter(change => missingSides(change).length > 0);
  if (open.length === 0) return null;
  const words = open
    .slice(0, named)
    .map(change => `by the ${missingSides(change).join(' and the ')}: ${change.finding.message}`);
  return open.length > named ? `${words.join(' ')} And ${open.length - named} more.` : words.join(' ');
}
