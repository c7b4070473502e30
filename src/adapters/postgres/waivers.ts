import type { DataSource, EntityManager } from 'typeorm';
import { endedWaivers, newestFindings } from '../../core/given-waiver.js';
import type { GivenWaiver } from '../../core/given-waiver.js';
import { Waivers } from '../../core/ports/waivers.js';
import type { WaiverStanding, Waiving } from '../../core/ports/waivers.js';
import { problem } from '../../core/problems.js';
import type { Submission } from '../../core/submission.js';
import { appendAudit } from './audit.js';
import { page, readCursor } from './cursor.js';
import { findTimeline } from './steps.js';
import { storable } from './storable.js';
import { findRevision, findSubmission, submissionOf } from './submissions.js';
import { dayOf, findReachingWaivers, waiverOf, waiversOf } from './waiver-rows.js';
import type { WaiverRow } from './waiver-rows.js';
import { inTransaction, select, withProblems } from './transaction.js';

/** Waivers in PostgreSQL. Locks are taken in the order submission, waiver, account, audit trail. */
export class PostgresWaivers extends Waivers {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  give(
    id: string,
    submissionId: string,
    by: string,
    decide: (standing: WaiverStanding) => Waiving,
  ): Promise<GivenWaiver> {
    return inTransaction(this.dataSource, async tx => {
      const submission = submissionOf(await findSubmission(tx, submissionId, true));
      const [known] = await select<WaiverRow>(tx, `${waiversOf} where w.id = $1`, [id]);
      if (known !== undefined) return waiverOf(known);
      const waiving = decide(await standingOf(tx, submission));
      await writeWaiver(tx, id, submission, by, waiving);
      return findWaiver(tx, id);
    });
  }

  get(id: string): Promise<GivenWaiver> {
    return withProblems(() => findWaiver(this.dataSource.manager, id));
  }

  list(
    submissionId: string,
    { limit, cursor }: { readonly limit: number; readonly cursor: string | null },
  ): Promise<{ items: GivenWaiver[]; next: string | null }> {
    return withProblems(async () => {
      const { publisher, connector } = await findSubmission(this.dataSource.manager, submissionId);
      const rows = await select<WaiverRow>(
        this.dataSource.manager,
        `${waiversOf} where (w.publisher, w.connector) = ($1, $2) and (w.scope = 'connector' or w.submission_id = $3)
            and ($4::bigint is null or w.position < $4)
          order by w.position desc limit $5`,
        [publisher, connector, submissionId, cursor === null ? null : positionIn(cursor), limit + 1],
      );
      const cut = page(rows, limit, ({ at, position }) => ({ at: at.toISOString(), id: position }));
      return { items: cut.items.map(waiverOf), next: cut.next };
    });
  }

  reaching(submissionId: string): Promise<Pick<WaiverStanding, 'given' | 'today'>> {
    return withProblems(async () => {
      const db = this.dataSource.manager;
      return { given: await findReachingWaivers(db, await findSubmission(db, submissionId)), today: await dayOf(db) };
    });
  }

  revoke(id: string, by: string, reason: string): Promise<GivenWaiver> {
    return inTransaction(this.dataSource, async tx => {
      const { submissionId } = await findWaiver(tx, id);
      await findSubmission(tx, submissionId, true);
      await tx.query('select from waiver where id = $1 for update', [id]);
      const { revoked, fingerprint, rule } = await findWaiver(tx, id);
      if (revoked !== null) throw problem('waiver-ended', { id, how: `was revoked on ${revoked.at}` });
      await tx.query('insert into waiver_revocation (waiver_id, account_id, reason) values ($1, $2, $3)', [
        id,
        by,
        storable(reason),
      ]);
      const details = { waiver: id, rule, fingerprint, reason };
      await appendAudit(tx, { actor: by, action: 'waiver.revoked', submissionId, details });
      return findWaiver(tx, id);
    });
  }
}

/** The waivers that findings of the newest revision are set aside by, and that have ended. */
export async function findEndedWaivers(tx: EntityManager, submission: Submission): Promise<GivenWaiver[]> {
  const given = await findReachingWaivers(tx, submission);
  if (given.length === 0) return [];
  const timeline = await findTimeline(tx, submission.id, submission.revision);
  return endedWaivers(timeline, submission.revision, given, await dayOf(tx));
}

async function standingOf(tx: EntityManager, submission: Submission): Promise<WaiverStanding> {
  const timeline = await findTimeline(tx, submission.id, submission.revision);
  return {
    submission,
    revision: await findRevision(tx, submission.id, submission.revision),
    findings: newestFindings(timeline, submission.revision),
    given: await findReachingWaivers(tx, submission),
    today: await dayOf(tx),
  };
}

async function writeWaiver(
  tx: EntityManager,
  id: string,
  { id: submissionId, revision, publisher, connector }: Submission,
  by: string,
  { finding: { fingerprint, rule, file, pointer, message }, digest, scope, reason, expires }: Waiving,
): Promise<void> {
  await tx.query(
    `insert into waiver (id, submission_id, revision, digest, publisher, connector, scope, fingerprint, rule, file, pointer, message,
            reason, account_id, expires)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      id,
      submissionId,
      revision,
      digest,
      publisher,
      connector,
      scope,
      fingerprint,
      rule,
      storable(file),
      storable(pointer),
      storable(message),
      storable(reason),
      by,
      expires,
    ],
  );
  await appendAudit(tx, {
    actor: by,
    action: 'waiver.given',
    submissionId,
    details: { waiver: id, revision, digest, scope, rule, fingerprint, reason, expires },
  });
}

async function findWaiver(tx: EntityManager, id: string): Promise<GivenWaiver> {
  const [row] = await select<WaiverRow>(tx, `${waiversOf} where w.id = $1`, [storable(id)]);
  if (row === undefined) throw problem('waiver-not-found', { id: id.slice(0, 64) });
  return waiverOf(row);
}

/** The position that a cursor names. Throws `cursor-invalid` for one of another list. */
function positionIn(cursor: string): string {
  const { id } = readCursor(cursor);
  if (!/^\d{1,18}$/.test(id)) throw problem('cursor-invalid');
  return id;
}
