import { explainedAt } from './finding.js';
import type { AppliedWaiver, Finding, Place } from './finding.js';
import type { Report } from './verdict.js';

/** A reviewer's dated exception. Data, never code. */
export interface Waiver {
  /** Of one that a reviewer gave to a submission; the programme's have none. */
  readonly id?: string;
  /** The rule whose findings it covers. */
  readonly rule: string;
  /** `publisher/connector`; `*` for every connector. */
  readonly connector: string;
  /** Covers less than the whole connector where one of these is given: a file, a place in it with all below, one fault. */
  readonly file: string | null;
  readonly pointer: string | null;
  readonly fingerprint: string | null;
  readonly reason: string;
  readonly approver: string;
  /** The last day on which it holds, `YYYY-MM-DD` in UTC. */
  readonly expires: string;
  /** Where it is written down; of one that a reviewer gave, the place that it covers. */
  readonly place: Place;
}

/** Whose findings are looked at, and on which day. */
export interface WaivedSubject {
  readonly publisher: string;
  readonly connector: string;
  /** `YYYY-MM-DD` in UTC. */
  readonly today: string;
}

/** What a waiver that does not do what it is for is reported as. */
export const waiverRules = {
  'waiver-unmatched': {
    severity: 'warning',
    what: 'A waiver covers nothing any more.',
    why: 'A forgotten exception waits for the next fault of its kind, and lets that through.',
    fix: 'Take the waiver out of its file, or correct its scope.',
  },
  'waiver-expired': {
    severity: 'warning',
    what: 'A waiver has expired, and what it covered counts again.',
    why: 'An exception is given for a time; after that somebody has to decide again.',
    fix: 'Mend the fault, or have a reviewer decide on a new date.',
  },
} as const;

/**
 * Sets aside the findings that a waiver covers: they stay in the report, marked, and block no more. Adds a remark on each waiver for
 * exactly this connector that covers none of the findings of a check that has run, and on each expired one that would cover some. Pure.
 */
export function applyWaivers(
  report: Report,
  waivers: readonly Waiver[],
  subject: WaivedSubject,
  hash: (source: string) => string,
): Report {
  const ran = new Set(report.checks.flatMap(check => (check.state === 'ran' ? [check.id] : [])));
  const name = `${subject.publisher}/${subject.connector}`;
  const coversNothing = (waiver: Waiver) => !report.findings.some(finding => covers(waiver, finding));
  // Checks of the functional stage are called after the call that they judge, not after a rule: there only what was found says it.
  const concerned = waivers.filter(
    waiver =>
      (waiver.connector === '*' || waiver.connector === name) && (ran.has(waiver.rule) || !coversNothing(waiver)),
  );
  if (concerned.length === 0) return report;

  const valid = concerned.filter(({ expires }) => expires >= subject.today);
  const findings = report.findings.map(finding => {
    const waiver = valid.find(one => covers(one, finding));
    return waiver ? ({ ...finding, blocks: false, status: 'waived', waiver: applied(waiver) } as const) : finding;
  });
  const remarks = concerned.flatMap((waiver): Finding[] => {
    const nothing = coversNothing(waiver);
    if (nothing && waiver.connector === name) return [remark('waiver-unmatched', waiver, name, hash)];
    const expired = !nothing && waiver.expires < subject.today;
    return expired ? [remark('waiver-expired', waiver, name, hash)] : [];
  });
  return { ...report, findings: [...findings, ...remarks] };
}

function covers({ id, rule, file, pointer, fingerprint }: Waiver, finding: Finding): boolean {
  // Whatever its rule weighed when it was waived: what breaks users is for both sides to acknowledge.
  if (id !== undefined && finding.severity === 'ack') return false;
  if (finding.rule !== rule) return false;
  if (fingerprint !== null && finding.fingerprint !== fingerprint) return false;
  if (file !== null && finding.file !== file) return false;
  if (pointer === null) return true;
  return finding.pointer === pointer || (finding.pointer?.startsWith(`${pointer}/`) ?? false);
}

function applied({ id, approver: by, reason, expires: until }: Waiver): AppliedWaiver {
  return { ...(id !== undefined && { id }), by, reason, until };
}

function remark(
  rule: keyof typeof waiverRules,
  waiver: Waiver,
  connector: string,
  hash: (source: string) => string,
): Finding {
  const { severity, fix } = waiverRules[rule];
  const isGiven = waiver.id !== undefined;
  const message =
    rule === 'waiver-unmatched'
      ? `The waiver of ${waiver.rule} for ${connector} covers nothing any more.`
      : `The waiver of ${waiver.rule} for ${connector} expired on ${waiver.expires}.`;
  const source = [rule, waiver.place.file, waiver.place.pointer ?? '', message, ...(isGiven ? [waiver.id] : [])].join(
    '\n',
  );
  return {
    ...waiver.place,
    rule,
    severity,
    blocks: false,
    message,
    fix: isGiven && rule === 'waiver-unmatched' ? 'A reviewer revokes it, or it ends by itself.' : fix,
    docs: explainedAt(rule),
    fingerprint: hash(source),
    status: 'new',
  };
}
