import type { EntityManager } from 'typeorm';
import type { PublicationIntent } from '../../core/ports/ledger.js';
import { problem } from '../../core/problems.js';
import type { Receipt } from '../../core/publication.js';
import { change, select } from './transaction.js';

/**
 * Writes the intent down, or finds it written already by the same submission for the same digest. True when it is new. Throws
 * `version-already-published` when the version or the digest belongs to another publication at this target.
 */
export async function writeIntent(tx: EntityManager, intent: PublicationIntent): Promise<boolean> {
  const { target, publisher, connector, version, digest, submissionId } = intent;
  const written = await select(
    tx,
    `insert into publication (target, publisher, connector, version, digest, submission_id) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing returning digest`,
    [target, publisher, connector, version, digest, submissionId],
  );
  if (written.length === 1) return true;
  const standing = await select<PublicationIntent>(
    tx,
    `select target, publisher, connector, version, digest, submission_id as "submissionId" from publication
      where (target, publisher, connector, version) = ($1, $2, $3, $4) or (target, digest) = ($1, $5)`,
    [target, publisher, connector, version, digest],
  );
  const other = standing.find(
    one =>
      one.submissionId !== submissionId ||
      one.digest !== digest ||
      one.version !== version ||
      one.connector !== connector ||
      one.publisher !== publisher,
  );
  if (other !== undefined) {
    throw problem('version-already-published', {
      target,
      publisher,
      connector,
      version,
      digest,
      other: other.submissionId,
    });
  }
  return false;
}

/** Marks a publication as read back and found to be what was intended. Repeating it changes nothing. */
export async function verifyPublication(tx: EntityManager, intent: PublicationIntent, receipt: Receipt): Promise<void> {
  await writeIntent(tx, intent);
  await change(
    tx,
    `update publication set commit_id = $5, merge_commit_id = $6, verified_at = now()
      where (target, publisher, connector, version) = ($1, $2, $3, $4) and verified_at is null returning digest`,
    [intent.target, intent.publisher, intent.connector, intent.version, receipt.commit, receipt.mergeCommit],
  );
}
