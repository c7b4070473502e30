import type { EntityManager } from 'typeorm';
import type { QueueFilter, QueueLine } from '../../core/ports/reviews.js';
import { defaultReviewPolicy } from '../../core/review.js';
import { page, readCursor } from './cursor.js';
import { select } from './transaction.js';

interface Row extends Omit<QueueLine, 'createdAt' | 'updatedAt' | 'promise' | 'assignment'> {
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly hours: number;
  readonly usedMs: number;
  readonly dueAt: Date;
  readonly promise: QueueLine['promise']['state'];
  readonly assignee: string | null;
  readonly assigneeName: string | null;
  readonly assignedAt: Date | null;
}

/** Everything that waits, by the moment at which its promise breaks. A gate of another kind has no terms: it is shown as careful. */
const queued = `
  select s.id, s.publisher, s.connector, s.profile, s.stage, s.state, s.revision, s.version, s.digest,
         null as "measuringSince", s.created_at as "createdAt", s.updated_at as "updatedAt", w.due_at as "dueAt",
         coalesce(g.lane, 'careful') as lane, coalesce(g.risks, '[]') as risks, coalesce(g.approvals_needed, 2) as "approvalsNeeded",
         coalesce(g.promise_hours, ${defaultReviewPolicy.promiseHours.careful})::float8 as hours,
         case when w.due_at <= now() then 'broken' when w.near_at <= now() then 'near' else 'kept' end as promise,
         a.account_id as assignee, a.at as "assignedAt"
    from queue w
    join submission s on s.id = w.submission_id
    left join gate g on (g.submission_id, g.revision, g.stage) = (s.id, s.revision, s.stage)
    left join assignment a on a.submission_id = s.id`;

/** What only the lines that are shown are asked for. */
const shown = `
  select q.*, p.name as "assigneeName",
         (select t.used_ms + greatest(0, extract(epoch from now() - t.began_at) * 1000) from turn t
           where t.submission_id = q.id order by t.number desc limit 1)::float8 as "usedMs",
         (select count(distinct d.account_id)::integer from decision d
           where (d.submission_id, d.revision, d.stage, d.kind, d.digest) = (q.id, q.revision, q.stage, 'approve', q.digest))
           as "approvalsGiven"
    from q left join account p on p.id = q.assignee`;

/**
 * See Reviews.queue. The conditions are worded so that the planner guesses well how many lines they leave: where it guessed that next to none
 * are left, it read every submission there is.
 */
export async function listQueue(
  tx: EntityManager,
  { lane, publisher, promise, assigned, limit, cursor }: QueueFilter,
): Promise<{ items: QueueLine[]; next: string | null }> {
  const mark = cursor === null ? null : readCursor(cursor);
  const account = assigned === null || assigned === 'nobody' ? null : assigned.account;
  const rows = await select<Row>(
    tx,
    `with q as (
       ${queued}
        where ($2::timestamptz is null or (w.due_at, w.submission_id) > ($2, $3))
          and ($4::text is null or g.lane = $4 or ($4 = 'careful' and g.lane is null)) and ($5::text is null or s.publisher = $5)
          and ($6::text is null or $6 = case when w.due_at <= now() then 'broken' when w.near_at <= now() then 'near' else 'kept' end)
          and ($7::text is null or a.account_id = $7)
          and (not $8 or not exists (select from assignment n where n.submission_id = w.submission_id))
        order by w.due_at, w.submission_id limit $1)
     ${shown} order by q."dueAt", q.id`,
    [limit + 1, mark?.at ?? null, mark?.id ?? null, lane, publisher, promise, account, assigned === 'nobody'],
  );
  return page(rows.map(lineOf), limit, line => ({ at: line.promise.dueAt, id: line.id }));
}

/** See Reviews.line. */
export async function findLine(tx: EntityManager, submissionId: string): Promise<QueueLine | null> {
  const [row] = await select<Row>(tx, `with q as (${queued} where s.id = $1) ${shown}`, [submissionId]);
  return row === undefined ? null : lineOf(row);
}

function lineOf({ hours, usedMs, dueAt, promise, assignee, assigneeName, assignedAt, ...row }: Row): QueueLine {
  const held = assignee !== null && assigneeName !== null && assignedAt !== null;
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    promise: { hours, usedHours: Math.round(usedMs) / 3_600_000, dueAt: dueAt.toISOString(), state: promise },
    assignment: held ? { account: assignee, name: assigneeName, at: assignedAt.toISOString() } : null,
  };
}
