import { canonicalJson } from './canonical-json.js';

/** One state change, by whom and why. Exactly one entry a change, in the same transaction. */
export interface AuditEntry {
  readonly seq: number;
  /** RFC 3339, from the database's clock. */
  readonly at: string;
  /** Account id, or `assay` for what the service did by itself. */
  readonly actor: string;
  readonly action: string;
  readonly submissionId: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  /** SHA-256 in hex over the previous entry's hash and this entry's canonical JSON. */
  readonly hash: string;
}

/** Where the trail ended at some moment. Whoever noted it elsewhere sees when entries up to it are changed, or gone. */
export type AuditHead = Pick<AuditEntry, 'seq' | 'hash'>;

/** The hash before the first entry. */
export const auditOrigin = '0'.repeat(64);

/** The text whose SHA-256 is an entry's hash: the hash before it, then the entry as canonical JSON (RFC 8785). */
export function auditSource(previous: string, entry: Omit<AuditEntry, 'hash'>): string {
  const { seq, at, actor, action, submissionId, details } = entry;
  return previous + canonicalJson({ seq, at, actor, action, submissionId, details });
}

/**
 * The first seq at which a chain does not hold, or null when it is whole. `hashOf` gives the SHA-256 in hex of
 * {@link auditSource}. A long chain is checked in parts: `after` is the last entry of the part before.
 */
export function firstBrokenLink(
  entries: readonly AuditEntry[],
  hashOf: (previous: string, entry: Omit<AuditEntry, 'hash'>) => string,
  after: Pick<AuditEntry, 'seq' | 'hash'> = { seq: 0, hash: auditOrigin },
): number | null {
  let previous = after.hash;
  let expected = after.seq + 1;
  for (const { hash, ...entry } of entries) {
    if (entry.seq !== expected || hashOf(previous, entry) !== hash) return entry.seq;
    previous = hash;
    expected += 1;
  }
  return null;
}
