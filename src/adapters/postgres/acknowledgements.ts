import type { EntityManager } from 'typeorm';
import { breakingChangesOf } from '../../core/acknowledgement.js';
import type { Acknowledgement, BreakingChange } from '../../core/acknowledgement.js';
import type { Acknowledging } from '../../core/ports/ledger.js';
import type { Revision, Submission } from '../../core/submission.js';
import { appendAudit } from './audit.js';
import { storable } from './storable.js';
import { findTimeline } from './steps.js';
import { findRevision, findSubmission, submissionOf } from './submissions.js';
import { select } from './transaction.js';

/** The acknowledgements that a submission was given, on any of its revisions, oldest first. */
export async function findAcknowledgements(tx: EntityManager, submissionId: string): Promise<Acknowledgement[]> {
  const rows = await select<Omit<Acknowledgement, 'at'> & { at: Date }>(
    tx,
    `select k.fingerprint, k.digest, k.side, k.account_id as account, a.name, k.comment, k.at
       from acknowledgement k join account a on a.id = k.account_id where k.submission_id = $1 order by k.id`,
    [submissionId],
  );
  return rows.map(row => ({ ...row, at: row.at.toISOString() }));
}

/** What of a revision needs an acknowledgement, and who has given one. */
export async function findBreakingChanges(
  tx: EntityManager,
  { id, revision }: Pick<Submission, 'id' | 'revision'>,
): Promise<BreakingChange[]> {
  const timeline = await findTimeline(tx, id);
  return breakingChangesOf(timeline, revision, await findAcknowledgements(tx, id));
}

/** Locks the submission and writes down what is acknowledged and was not before; the database refuses what four eyes forbid. */
export async function writeAcknowledgements(
  tx: EntityManager,
  id: string,
  decide: (current: Submission, revision: Revision, changes: readonly BreakingChange[]) => Acknowledging,
): Promise<void> {
  const current = submissionOf(await findSubmission(tx, id, true));
  const revision = await findRevision(tx, id, current.revision);
  const changes = await findBreakingChanges(tx, current);
  const { fingerprints, digest, side, account, comment } = decide(current, revision, changes);
  const isNew = (fingerprint: string) =>
    changes.some(({ finding, acknowledged }) => finding.fingerprint === fingerprint && acknowledged[side] === null);
  const added = [...new Set(fingerprints)].filter(isNew);
  if (added.length === 0) return;
  await tx.query(
    `insert into acknowledgement (submission_id, revision, fingerprint, digest, side, account_id, comment)
     select $1, $2, unnest($3::text[]), $4, $5, $6, $7`,
    [id, current.revision, added, digest, side, account, storable(comment)],
  );
  await appendAudit(tx, {
    actor: account,
    action: 'submission.acknowledged',
    submissionId: id,
    details: { revision: current.revision, side, digest, fingerprints: added, comment },
  });
}
