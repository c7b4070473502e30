import type { PublicationIntent } from '../../core/ports/ledger.js';
import { problem } from '../../core/problems.js';

/** A publication that was read back, and when. */
export interface VerifiedPublication extends PublicationIntent {
  /** RFC 3339. */
  readonly since: string;
}

/** What is published or about to be: at each target one digest a version, and one version a digest. */
export class MemoryPublications {
  private readonly publications: { readonly intent: PublicationIntent; since: string | null }[] = [];

  /** Repeating an intent is harmless. Throws `version-already-published`. */
  intend(intent: PublicationIntent): void {
    const standing = this.publications
      .map(publication => publication.intent)
      .filter(({ target }) => target === intent.target)
      .filter(other => other.digest === intent.digest || nameOf(other) === nameOf(intent));
    const other = standing.find(candidate => !isSame(candidate, intent));
    if (other !== undefined) throw problem('version-already-published', { ...intent, other: other.submissionId });
    if (standing.length === 0) this.publications.push({ intent, since: null });
  }

  /** Marks what was intended as read back; intends it first when nobody has. */
  verify(intent: PublicationIntent, at: string): void {
    this.intend(intent);
    for (const publication of this.publications) if (isSame(publication.intent, intent)) publication.since ??= at;
  }

  verified(): VerifiedPublication[] {
    return this.publications.flatMap(({ intent, since }) => (since === null ? [] : [{ ...intent, since }]));
  }
}

function nameOf({ publisher, connector, version }: PublicationIntent): string {
  return `${publisher}/${connector}@${version}`;
}

function isSame(one: PublicationIntent, other: PublicationIntent): boolean {
  return (
    one.target === other.target &&
    one.digest === other.digest &&
    one.submissionId === other.submissionId &&
    nameOf(one) === nameOf(other)
  );
}
