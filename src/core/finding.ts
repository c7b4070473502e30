/** Which publishers a rule set is meant for; a programme judges a package under exactly one profile. */
export const profiles = ['verified', 'independent'] as const;
export type Profile = (typeof profiles)[number];

/**
 * How much a finding weighs. `error` blocks; `ratchet` blocks on what is new or changed; `ack` blocks until both sides
 * accept it; `warning` and `info` are told and do not block.
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
  readonly fix: string;
  /** Where the rule is explained, relative to the documentation's root. */
  readonly docs: string;
  /** SHA-256 in hex over what identifies the fault across revisions: see {@link fingerprintSource}. */
  readonly fingerprint: string;
  readonly status: 'new' | 'carried' | 'waived';
}

/** What a rule reports before the fingerprint is known. */
export type Fault = Omit<Finding, 'fingerprint' | 'status' | 'docs'>;

/**
 * The text a fingerprint is the SHA-256 of: rule, file, the pointer with a path's operation replaced by its operationId (so
 * that moving or re-ordering paths keeps it), and the message with white space folded.
 */
export function fingerprintSource(fault: Fault, operationAt: (pointer: string) => string | null): string {
  const stable = fault.pointer === null ? '' : (operationAt(fault.pointer) ?? fault.pointer);
  return [fault.rule, fault.file, stable, fault.message.replace(/\s+/g, ' ').trim()].join('\n');
}

/** Findings in the one order that every report uses: file, line, column, rule, message. */
export function inOrder(findings: readonly Finding[]): Finding[] {
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
