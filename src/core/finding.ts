/** The two profiles that rules know: who answers for a connector, the owner of the API or somebody else. */
export const profiles = ['verified', 'independent'] as const;
export type Profile = (typeof profiles)[number];

/** A profile by its name: one of the two, or one that the programme made of them. A package is judged under exactly one. */
export type ProfileName = string;

/**
 * How much a finding weighs. `error` blocks; `ratchet` blocks on what is new or changed; `ack` blocks the approval until both sides
 * acknowledge it; `warning` and `info` are told and do not block.
 */
export const severities = ['error', 'ratchet', 'ack', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

/** A place in a file: lines and columns count from 1, columns in UTF-16 code units as editors do. */
export interface Place {
  /** Path inside the package, or the name of the archive for faults of the archive itself. */
  readonly file: string;
  /** Null where the file has no lines: pictures, archives, missing files. */
  readonly line: number | null;
  readonly column: number | null;
  /** JSON pointer (RFC 6901) inside the file; '' is its root, null where the file is not JSON. */
  readonly pointer: string | null;
}

/** A fault of the connector. Returned, never thrown. Its JSON form is a contract of the command line. */
export interface Finding extends Place {
  readonly rule: string;
  readonly severity: Severity;
  readonly blocks: boolean;
  readonly message: string;
  /** Only of compare: the ids of the operations that a change concerns; without it, a change concerns all of them. */
  readonly operations?: readonly string[];
  readonly fix: string;
  /** Where the rule is explained, relative to the documentation's root. */
  readonly docs: string;
  /** SHA-256 in hex over what identifies the fault across revisions: see {@link fingerprintSource}. */
  readonly fingerprint: string;
  readonly status: 'new' | 'carried' | 'waived';
  /** Of a waived one: what sets it aside. */
  readonly waiver?: AppliedWaiver;
}

/** Who set a finding aside, why and until when. */
export interface AppliedWaiver {
  /** Of one that a reviewer gave to a submission; the programme's have none. */
  readonly id?: string;
  readonly by: string;
  readonly reason: string;
  /** The last day on which it holds, `YYYY-MM-DD` in UTC. */
  readonly until: string;
}

/** What a rule reports before the fingerprint is known. */
export type Fault = Omit<Finding, 'fingerprint' | 'status' | 'docs' | 'waiver'>;

/**
 * The text a fingerprint is the SHA-256 of: rule, file, the stable name of the place (see `stable-pointer.ts`; null for the pointer itself), and the message
 * with white space folded and its counts left out (the summary that was 90 characters too long and is now 85 is the same fault).
 * `ordinal` tells apart faults that are alike in all of this.
 */
export function fingerprintSource(
  fault: Fault,
  stablePointer: (pointer: string) => string | null,
  ordinal = 0,
): string {
  const stable = fault.pointer === null ? '' : (stablePointer(fault.pointer) ?? fault.pointer);
  const parts = [fault.rule, fault.file, stable, withoutCounts(fault.message)];
  return (ordinal === 0 ? parts : [...parts, String(ordinal)]).join('\n');
}

/** The message with each number outside of quotation marks as `#`. */
function withoutCounts(message: string): string {
  const folded = /\s\s|[^\S ]|^ | $/.test(message) ? message.replace(/\s+/g, ' ').trim() : message;
  if (!/\d/.test(folded)) return folded;
  return folded
    .split('"')
    .map((part, position) => (position % 2 === 0 ? part.replace(/\d+(?:[.,]\d+)*/g, '#') : part))
    .join('"');
}

/** Where a rule is explained, relative to the documentation's root. */
export function explainedAt(ruleId: string): string {
  return `reference/rules/${ruleId}.md`;
}

/** Findings in the one order that every report uses: file, line, column, rule, message. */
export function inOrder<Found extends Fault>(findings: readonly Found[]): Found[] {
  return [...findings].sort(
    (a, b) =>
      compare(a.file, b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0) ||
      compare(a.rule, b.rule) ||
      compare(a.pointer ?? '', b.pointer ?? '') ||
      compare(a.message, b.message),
  );
}

/** How many findings there are of each weight. */
export function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, ratchet: 0, ack: 0, warning: 0, info: 0 };
  for (const finding of findings) counts[finding.severity] += 1;
  return counts;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
