import type { DataSource, EntityManager } from 'typeorm';
import { Reviews } from '../../core/ports/reviews.js';
import type { PublishedPackage, QueueCare, QueueFilter, QueueLine } from '../../core/ports/reviews.js';
import { problem } from '../../core/problems.js';
import { appendAudit, assay } from './audit.js';
import { locks } from './locks.js';
import { findLine, listQueue } from './queue.js';
import { findSubmission } from './submissions.js';
import { change, inTransaction, select, withProblems } from './transaction.js';

/** How many submissions one round of care changes of each kind: the locks of a transaction are not held for long. */
const atOnce = 200;

/** Reviews in PostgreSQL. Locks are taken in the order care, submission, account, audit trail. */
export class PostgresReviews extends Reviews {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  queue(filter: QueueFilter): Promise<{ items: QueueLine[]; next: string | null }> {
    return withProblems(() => listQueue(this.dataSource.manager, filter));
  }

  line(submissionId: string): Promise<QueueLine | null> {
    return withProblems(() => findLine(this.dataSource.manager, submissionId));
  }

  async publishedBefore(submissionId: string): Promise<PublishedPackage | null> {
    const [found] = await withProblems(() =>
      select<PublishedPackage>(
        this.dataSource.manager,
        `select p.version, p.digest, r.files, r.submission_id as "submissionId", r.number as revision from submission s
           join publication p on (p.publisher, p.connector) = (s.publisher, s.connector) and p.submission_id <> s.id
           join revision r on r.submission_id = p.submission_id and r.digest = p.digest
          where s.id = $1 and p.verified_at is not null
          order by exists (select from withdrawn_version w where w.submission_id = p.submission_id), p.verified_at desc, r.number desc
          limit 1`,
        [submissionId],
      ),
    );
    return found ?? null;
  }

  take(submissionId: string, by: string, from: string | null): Promise<void> {
    return inTransaction(this.dataSource, async tx => {
      const holder = await lockedHolder(tx, submissionId);
      if (holder === by) return;
      if (holder !== from) throw problem('assignment-moved', { id: submissionId });
      // Who takes it knows: nothing is to be told to him.
      await tx.query(`select set_config('assay.actor', $1, true)`, [by]);
      await assign(tx, submissionId, by);
      await appendAudit(tx, { actor: by, action: 'review.taken', submissionId, details: { account: by, from } });
    });
  }

  handBack(submissionId: string, by: string): Promise<void> {
    return inTransaction(this.dataSource, async tx => {
      await tx.query('select pg_advisory_xact_lock($1)', [locks.care]);
      const holder = await lockedHolder(tx, submissionId);
      if (holder !== by) throw problem('assignment-moved', { id: submissionId });
      const [next] = await candidates(tx, submissionId, by);
      if (next === undefined) await tx.query('delete from assignment where submission_id = $1', [submissionId]);
      else await assign(tx, submissionId, next.id);
      const details = { account: next?.id ?? null, from: by };
      await appendAudit(tx, { actor: by, action: 'review.handed-back', submissionId, details });
    });
  }

  async lookAfter(): Promise<QueueCare> {
    const lapsed = await this.each(lapsing, (tx, id) => lapse(tx, id));
    const unheld = await this.each(waitingForNobody, (tx, id) => giveOut(tx, id));
    return { lapsed, assigned: unheld, escalated: await this.escalate() };
  }

  /** One transaction a submission, so that one that cannot be changed does not keep the others from it. Gives those that changed. */
  private async each(
    which: string,
    work: (tx: EntityManager, submissionId: string) => Promise<boolean>,
  ): Promise<string[]> {
    const found = await withProblems(() => select<{ id: string }>(this.dataSource.manager, which, [atOnce]));
    const changed: string[] = [];
    for (const { id } of found) {
      const done = await inTransaction(this.dataSource, async tx => {
        await tx.query('select pg_advisory_xact_lock($1)', [locks.care]);
        return work(tx, id);
      });
      if (done) changed.push(id);
    }
    return changed;
  }

  private escalate(): Promise<{ id: string; level: 'near' | 'broken' }[]> {
    return inTransaction(this.dataSource, async tx => {
      const marked = await select<{ id: string; level: 'near' | 'broken' }>(tx, escalating, [atOnce]);
      for (const { id, level } of marked) {
        await appendAudit(tx, { actor: assay, action: 'review.escalated', submissionId: id, details: { level } });
      }
      return marked;
    });
  }
}

/** Waiting submissions whose reviewer lost the role, came to belong to the publisher, or has approved and so has nothing left to do. */
const lapsing = `
  select a.submission_id as id from assignment a join submission s on s.id = a.submission_id
   where not exists (select from role where account_id = a.account_id and role = 'reviewer')
      or exists (select from membership m where m.account_id = a.account_id and m.publisher = s.publisher)
      or exists (select from decision d where (d.submission_id, d.revision, d.stage, d.account_id) = (s.id, s.revision, s.stage, a.account_id))
   order by a.at limit $1`;

const waitingForNobody = `
  select s.id from submission s
   where s.state = 'waiting' and s.measuring_since is null and not exists (select from assignment where submission_id = s.id)
     and exists (
       select from role where role = 'reviewer'
          and not exists (select from membership m where (m.account_id, m.publisher) = (role.account_id, s.publisher))
          and not exists (select from revision r where (r.submission_id, r.uploaded_by) = (s.id, role.account_id))
          and not exists (select from decision d where (d.submission_id, d.revision, d.stage, d.account_id)
                          = (s.id, s.revision, s.stage, role.account_id)))
   order by s.updated_at limit $1`;

/** What came near its promise, or broke it, and was not marked so yet. */
const escalating = `
  insert into escalation (submission_id, level)
  select w.submission_id, its.level from queue w
    cross join lateral (values ('near', w.near_at), ('broken', w.due_at)) as its (level, at)
   where w.near_at <= now() and its.at <= now()
     and not exists (select from escalation e where (e.submission_id, e.level) = (w.submission_id, its.level))
   order by w.due_at, w.submission_id limit $1
  on conflict do nothing
  returning submission_id as id, level`;

/** Those who may be given a submission: the fewest first, then whoever was given nothing for longest; `last` comes last of all. */
function candidates(tx: EntityManager, submissionId: string, last: string | null): Promise<{ id: string }[]> {
  return select(
    tx,
    `select r.account_id as id from role r
       join submission s on s.id = $1
       left join last_assignment l on l.account_id = r.account_id
      where r.role = 'reviewer'
        and not exists (select from membership m where (m.account_id, m.publisher) = (r.account_id, s.publisher))
        and not exists (select from revision v where (v.submission_id, v.uploaded_by) = (s.id, r.account_id))
        and not exists (select from decision d
             where (d.submission_id, d.revision, d.stage, d.account_id) = (s.id, s.revision, s.stage, r.account_id))
      order by r.account_id is not distinct from $2, (select count(*) from assignment a where a.account_id = r.account_id),
               l.at nulls first, r.account_id
      limit 1`,
    [submissionId, last],
  );
}

async function lockedHolder(tx: EntityManager, submissionId: string): Promise<string | null> {
  const { id, stage, state, measuringSince } = await findSubmission(tx, submissionId, true);
  if (state !== 'waiting' || measuringSince !== null) throw problem('submission-not-waiting', { id, stage, state });
  const [held] = await select<{ account: string }>(
    tx,
    'select account_id as account from assignment where submission_id = $1',
    [id],
  );
  return held?.account ?? null;
}

/** The database itself refuses a reviewer who may not approve. */
async function assign(tx: EntityManager, submissionId: string, account: string): Promise<void> {
  await tx.query(
    `insert into assignment (submission_id, account_id) values ($1, $2)
     on conflict (submission_id) do update set account_id = excluded.account_id, at = now()`,
    [submissionId, account],
  );
}

async function lapse(tx: EntityManager, submissionId: string): Promise<boolean> {
  const { state } = await findSubmission(tx, submissionId, true);
  if (state !== 'waiting') return false;
  // Asked again under the lock: the role may be back, or the submission somebody else's.
  const [gone] = await change<{ account: string }>(
    tx,
    `delete from assignment where submission_id = $2
        and submission_id in (select id from (${lapsing}) as lapsing) returning account_id as account`,
    [Number.MAX_SAFE_INTEGER, submissionId],
  );
  if (gone === undefined) return false;
  await appendAudit(tx, { actor: assay, action: 'review.lapsed', submissionId, details: { from: gone.account } });
  return true;
}

async function giveOut(tx: EntityManager, submissionId: string): Promise<boolean> {
  const { state, measuringSince } = await findSubmission(tx, submissionId, true);
  const held = await select(tx, 'select from assignment where submission_id = $1', [submissionId]);
  if (state !== 'waiting' || measuringSince !== null || held.length > 0) return false;
  const [next] = await candidates(tx, submissionId, null);
  if (next === undefined) return false;
  await assign(tx, submissionId, next.id);
  await appendAudit(tx, { actor: assay, action: 'review.assigned', submissionId, details: { account: next.id } });
  return true;
}
