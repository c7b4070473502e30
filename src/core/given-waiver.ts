import type { Finding } from './finding.js';
import { stageNames } from './stage-names.js';
import type { TimelineEntry } from './step.js';
import type { Waiver } from './waiver.js';

/** How far a reviewer's waiver reaches: the revisions of its submission, or all that comes of the connector while it holds. */
export const waiverScopes = ['submission', 'connector'] as const;
export type WaiverScope = (typeof waiverScopes)[number];

/** A finding set aside by a reviewer, on a submission. A fact: it is never changed; a revocation is another one. Times are RFC 3339. */
export interface GivenWaiver {
  readonly id: string;
  readonly submissionId: string;
  readonly revision: number;
  /** Of the package that the reviewer looked at. */
  readonly digest: string;
  readonly publisher: string;
  readonly connector: string;
  readonly scope: WaiverScope;
  readonly fingerprint: string;
  readonly rule: string;
  readonly file: string;
  readonly pointer: string | null;
  readonly message: string;
  readonly reason: string;
  /** Account id of the reviewer. */
  readonly account: string;
  /** What that account is called. */
  readonly name: string;
  /** The last day on which it holds, `YYYY-MM-DD` in UTC. */
  readonly expires: string;
  readonly at: string;
  readonly revoked: {
    readonly account: string;
    readonly name: string;
    readonly reason: string;
    readonly at: string;
  } | null;
}

/** True while it sets its finding aside. `today` is `YYYY-MM-DD` in UTC. */
export function holds({ revoked, expires }: Pick<GivenWaiver, 'revoked' | 'expires'>, today: string): boolean {
  return revoked === null && expires >= today;
}

/** The waiver as the kernel applies it. It is reported at the place of what it covers: it is written down in no file. */
export function asWaiver(given: GivenWaiver): Waiver {
  const { id, rule, publisher, connector, file, pointer, fingerprint, reason, name, expires } = given;
  return {
    id,
    rule,
    connector: `${publisher}/${connector}`,
    file: null,
    pointer: null,
    fingerprint,
    reason,
    approver: name,
    expires,
    place: { file, line: null, column: null, pointer },
  };
}

/** The last day that a waiver given on this day may hold: the same day of the next year. Days are `YYYY-MM-DD`. */
export function latestExpiry(today: string): string {
  const sameDay = today.slice(4) === '-02-29' ? '-02-28' : today.slice(4);
  return `${String(Number(today.slice(0, 4)) + 1).padStart(4, '0')}${sameDay}`;
}

/**
 * Why a finding cannot be waived; null when it can. `fixed` gives the reason of rules whose weight nobody may change. Pure.
 */
export function whyNotWaivable(
  { rule, severity, blocks, status }: Pick<Finding, 'rule' | 'severity' | 'blocks' | 'status'>,
  fixed: ReadonlyMap<string, string>,
): string | null {
  if (severity === 'ack') return 'it breaks users of the public version; both sides have to acknowledge that.';
  const why = fixed.get(rule);
  if (why !== undefined) return `${rule} holds for everybody: ${why}`;
  return blocks || status === 'waived' ? null : 'it blocks nothing.';
}

/** The findings of the newest report of each stage on a revision, in the order of the flow. Pure. */
export function newestFindings(timeline: readonly TimelineEntry[], revision: number): Finding[] {
  return stageNames.flatMap(
    stage =>
      timeline.findLast(one => one.stage === stage && one.revision === revision && one.report !== null)?.report
        ?.findings ?? [],
  );
}

/** The waivers that findings of a revision are set aside by, and that do not hold any more. Pure. */
export function endedWaivers(
  timeline: readonly TimelineEntry[],
  revision: number,
  given: readonly GivenWaiver[],
  today: string,
): GivenWaiver[] {
  const used = new Set(newestFindings(timeline, revision).flatMap(({ waiver }) => waiver?.id ?? []));
  return given.filter(one => used.has(one.id) && !holds(one, today));
}

/**
 * Whether running the same bytes again could end differently: everything that blocks a returned revision is set aside by now, or a waiver
 * that a waiting one rests on has ended. Breaking changes count for neither. Pure.
 */
export function worthRechecking(
  { state, revision }: { readonly state: string; readonly revision: number },
  timeline: readonly TimelineEntry[],
  given: readonly GivenWaiver[],
  today: string,
): boolean {
  if (state === 'waiting') return endedWaivers(timeline, revision, given, today).length > 0;
  if (state !== 'returned') return false;
  const blocking = newestFindings(timeline, revision).filter(({ blocks, severity }) => blocks && severity !== 'ack');
  const isCovered = ({ rule, fingerprint }: Finding) =>
    given.some(one => one.rule === rule && one.fingerprint === fingerprint && holds(one, today));
  return blocking.length > 0 && blocking.every(isCovered);
}
