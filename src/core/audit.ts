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

/** The hash before the first entry. */
export const auditOrigin = '0'.repeat(64);

/**
 * The first seq at which a chain does not hold, or null when it is whole. `hashOf` gives the SHA-256 in hex of the previous hash
 * followed by the canonical JSON (RFC 8785) of the entry without its hash.
 */
export function firstBrokenLink(
  entries: readonly AuditEntry[],
  hashOf: (previous: string, entry: Omit<AuditEntry, 'hash'>) => string,
): number | null {
  let previous = auditOrigin;
  let expected = 1;
  for (const { hash, ...entry } of entries) {
    if (entry.seq !== expected || hashOf(previous, entry) !== hash) return entry.seq;
    previous = hash;
    expected += 1;
  }
  return null;
}
