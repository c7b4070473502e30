import type { CertificateMark } from './ports/connectors.js';
import type { Fault } from './problems.js';
import type { RulesetIdentity } from './ruleset.js';
import { countBySeverity } from './finding.js';
import type { Severity } from './finding.js';
import { overallVerdict, verdictOf } from './verdict.js';
import type { Report, Verdict } from './verdict.js';

/** Why a public version is judged again: other rules than those it was judged by last, the end of its certificate, somebody asked. */
export const recertificationCauses = ['rules', 'near-end', 'asked'] as const;
export type RecertificationCause = (typeof recertificationCauses)[number];

/** How a public version is judged by the rules of today. */
export interface Judgement {
  readonly verdict: Verdict;
  /** Why an inconclusive one proves nothing, at most {@link longestReason} characters, and whose fault that is; null for all others. */
  readonly reason: string | null;
  readonly fault: Fault | null;
  /** Open findings by weight; waived ones do not count. */
  readonly counts: Readonly<Record<Severity, number>>;
  /** How many of them block. */
  readonly blocking: number;
}

/** A judgement as it was written down. Times are RFC 3339 by the store's clock. */
export interface Recertification extends Judgement {
  readonly id: string;
  readonly submissionId: string;
  readonly version: string;
  /** Of the package. */
  readonly digest: string;
  readonly cause: RecertificationCause;
  readonly ruleset: RulesetIdentity;
  /** Digest of the evidence with all findings; null where nothing could be judged. */
  readonly report: string | null;
  readonly at: string;
}

export const longestReason = 2_000;

/** Minutes until an inconclusive judgement is made again: the first pause, what each is longer by, and the longest. */
export const recertificationPause = { firstMinutes: 5, factor: 4, longestMinutes: 1_440 } as const;

/** What the reports of the offline checks come to. A check that did not run is never a pass. Pure. */
export function judgementOf(reports: readonly Report[]): Judgement {
  const open = reports.flatMap(({ findings }) => findings).filter(({ status }) => status !== 'waived');
  const verdict = overallVerdict(reports.map(verdictOf));
  const told = {
    counts: countBySeverity(open),
    blocking: open.filter(({ blocks, severity }) => blocks && severity !== 'ack').length,
  };
  if (verdict !== 'inconclusive') return { verdict, reason: null, fault: null, ...told };
  const notRun = reports.flatMap(({ checks }) => checks.flatMap(check => (check.state === 'not-run' ? [check] : [])));
  const reasons = [...new Set(notRun.map(({ reason }) => reason))].join(' ');
  const fault = (['ours', 'upstream', 'yours'] as const).find(one => notRun.some(check => check.fault === one));
  return {
    verdict,
    reason: cut(reasons || 'No check was expected, so none can pass.'),
    fault: fault ?? 'ours',
    ...told,
  };
}

/** A judgement that proves nothing. `reason` says why, and what to do. Pure. */
export function provesNothing(fault: Fault, reason: string): Judgement {
  return { verdict: 'inconclusive', reason: cut(reason), fault, counts: countBySeverity([]), blocking: 0 };
}

/** What the publisher does about a judgement, in one or two sentences. Pure. */
export function nextAfterRecertification(
  { verdict, blocking, reason, fault }: Judgement,
  { state, expiresAt }: Pick<CertificateMark, 'state' | 'expiresAt'>,
): string {
  const end = state === 'valid' || state === 'near-end' ? (expiresAt?.slice(0, 10) ?? null) : null;
  if (verdict === 'inconclusive') {
    const whose = { yours: 'yours', ours: 'Assay’s', upstream: 'that of somebody else’s service' }[fault ?? 'ours'];
    return `The rules of today could not be applied, and the fault is ${whose}: ${reason ?? ''} Assay tries again by itself.`;
  }
  if (verdict === 'fail') {
    const mends = `mends ${blocking} ${blocking === 1 ? 'finding' : 'findings'}`;
    return `It would not pass today: upload a version that ${mends}${end === null ? '' : ` before ${end}`}.`;
  }
  if (state === 'valid') return 'It would pass today: nothing is to do.';
  const ends = end === null ? `Its certificate is ${state}` : `Its certificate ends on ${end}`;
  return `It would pass today. ${ends}: submit the same connector with a raised version; the fast lane renews it.`;
}

function cut(text: string): string {
  return [...text].slice(0, longestReason).join('');
}
