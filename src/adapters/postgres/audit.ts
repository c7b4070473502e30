import { createHash } from 'node:crypto';
import { MoreThan } from 'typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { auditOrigin, auditSource, firstBrokenLink } from '../../core/audit.js';
import type { AuditEntry, AuditHead } from '../../core/audit.js';
import { locks } from './locks.js';
import { auditSchema } from './schemas.js';
import { asJson, storable } from './storable.js';
import { select, withProblems } from './transaction.js';

/** Who the trail names for what the service does by itself. */
export const assay = 'assay';

/**
 * Writes the next entry of the trail. Call it last in a transaction: it takes the one lock that all writers of the trail share,
 * and holds it until the transaction ends. The entry's time is the database's, taken under the lock, so that it never runs
 * backwards along the chain.
 */
export async function appendAudit(
  tx: EntityManager,
  entry: Pick<AuditEntry, 'actor' | 'action' | 'submissionId' | 'details'>,
): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [locks.audit]);
  const [last] = await select<{ seq: string | null; hash: string | null; at: Date }>(
    tx,
    `select l.seq, l.hash, date_trunc('milliseconds', clock_timestamp()) as at
       from (values (1)) as one left join lateral (select seq, hash from audit order by seq desc limit 1) as l on true`,
  );
  if (last === undefined) throw new Error('The audit trail gave no answer.');
  const next = { ...storable(entry), seq: Number(last.seq ?? 0) + 1, at: last.at.toISOString() };
  await tx.query(
    `insert into audit (seq, at, actor, action, submission_id, details, hash) values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      next.seq,
      next.at,
      next.actor,
      next.action,
      next.submissionId,
      asJson(next.details),
      hashOf(last.hash ?? auditOrigin, next),
    ],
  );
}

/** How many entries are held in memory at a time. */
const part = 1_000;

/**
 * The first seq at which the trail was tampered with, or null when it is whole from its first entry to its last. A chain by itself does not
 * tell that its end was cut off, or all of it written anew: `noted`, heads that were kept elsewhere, do.
 */
export async function verifyAudit(dataSource: DataSource, noted: readonly AuditHead[] = []): Promise<number | null> {
  const trail = dataSource.getRepository(auditSchema);
  let last: AuditHead = { seq: 0, hash: auditOrigin };
  for (;;) {
    const after = last.seq;
    const entries = await withProblems(() =>
      trail.find({ where: { seq: MoreThan(after) }, order: { seq: 'asc' }, take: part }),
    );
    const broken = firstBrokenLink(entries, hashOf, last);
    if (broken !== null) return broken;
    const newest = entries.at(-1);
    if (newest === undefined) break;
    last = newest;
  }
  for (const { seq, hash } of noted) {
    const held = await withProblems(() => trail.findOneBy({ seq }));
    if (held?.hash !== hash) return seq;
  }
  return null;
}

/** The last entry of the trail: what to note elsewhere. Null while nothing has happened. */
export async function findAuditHead(dataSource: DataSource): Promise<AuditHead | null> {
  const [last] = await withProblems(() =>
    dataSource.getRepository(auditSchema).find({ order: { seq: 'desc' }, take: 1 }),
  );
  return last === undefined ? null : { seq: Number(last.seq), hash: last.hash };
}

function hashOf(previous: string, entry: Omit<AuditEntry, 'hash'>): string {
  return createHash('sha256').update(auditSource(previous, entry)).digest('hex');
}
