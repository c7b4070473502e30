import type { EntityManager } from 'typeorm';
import { promotionOf } from '../../core/promotion.js';
import type { Promotion, PromotionFacts } from '../../core/promotion.js';
import type { Gate } from '../../core/review.js';
import type { Submission } from '../../core/submission.js';
import { asJson } from './storable.js';
import { select } from './transaction.js';

/** What its own numbers say of the newest revision; null where it does not wait in preview, and where it waits without terms. */
export async function findPromotion(
  tx: EntityManager,
  { id, stage, state, revision }: Pick<Submission, 'id' | 'stage' | 'state' | 'revision'>,
  gate: Gate | null,
): Promise<Promotion | null> {
  if (stage !== 'preview' || state !== 'waiting' || gate === null) return null;
  const [facts] = await select<PromotionFacts>(tx, factsOf, [id, revision]);
  return facts === undefined ? null : promotionOf(gate.promotion, facts);
}

/** Writes down what the numbers said, in the transaction that promotes. The database refuses what the terms do not bear out. */
export async function writePromotion(
  tx: EntityManager,
  { id, revision }: Submission,
  digest: string,
  { facts, criteria }: Promotion,
): Promise<void> {
  await tx.query(
    'insert into promotion (submission_id, revision, digest, facts, criteria) values ($1, $2, $3, $4, $5)',
    [id, revision, digest, asJson(facts), asJson(criteria)],
  );
}

/** Begins or ends the time in which a submission waits for nothing but its own numbers. */
export async function setMeasuring(tx: EntityManager, id: string, measuring: boolean): Promise<void> {
  await tx.query('update submission set measuring_since = case when $2 then now() end where id = $1', [id, measuring]);
}

/** See Ledger.measuring. */
export async function listMeasuring(tx: EntityManager, after: string | null, limit: number): Promise<string[]> {
  const rows = await select<{ id: string }>(
    tx,
    `select id from submission where measuring_since is not null and ($1::text is null or id > $1) order by id limit $2`,
    [after, limit],
  );
  return rows.map(({ id }) => id);
}

/**
 * Runs and verdicts belong to the digest, whichever revision brought it. Of testers the newest verdict counts; the good one of a tester
 * who was removed counts no more, so that nobody is invited for a yes, and a bad one does, so that nobody is removed for a no.
 */
const factsOf = `
  with its as (
    select g.at, r.digest, (g.promotion ->> 'evidenceDays')::integer as days
      from gate g join revision r on (r.submission_id, r.number) = (g.submission_id, g.revision)
     where (g.submission_id, g.revision, g.stage) = ($1, $2, 'preview')),
  run as (
    select m.verdict, m.p95_ms, m.finished_at < now() - make_interval(days => its.days) as aged
      from its join monitor_run m on m.submission_id = $1 and m.digest = its.digest),
  runs as (
    select count(*) filter (where verdict = 'pass' and not aged)::integer as passed,
           count(*) filter (where verdict = 'fail' and not aged)::integer as failed,
           count(*) filter (where verdict = 'inconclusive' and not aged)::integer as inconclusive,
           count(*) filter (where aged)::integer as aged,
           percentile_disc(0.95) within group (order by p95_ms)
             filter (where not aged and verdict <> 'inconclusive') as "p95Ms"
      from run),
  report as (
    select distinct on (stage) stage, report from step
     where (submission_id, revision) = ($1, $2) and report is not null order by stage, position desc),
  warnings as (
    select case when bool_or(stage = 'lint') then sum((
             select count(*) from jsonb_array_elements(report -> 'findings') as f
              where f ->> 'severity' = 'warning' and f ->> 'status' is distinct from 'waived'))::integer end as "openWarnings"
      from report),
  verdict as (
    select distinct on (v.account_id) v.kind, t.removed_at
      from its join tester_verdict v on v.submission_id = $1 and v.digest = its.digest
      join tester t on (t.submission_id, t.account_id) = (v.submission_id, v.account_id)
     order by v.account_id, v.id desc),
  testers as (
    select count(*) filter (where kind = 'works' and removed_at is null)::integer as "testersWorking",
           count(*) filter (where kind = 'fails')::integer as "testersFailing"
      from verdict)
  select greatest(0, floor(extract(epoch from now() - its.at) / 60) * 60000)::float8 as "waitedMs", runs.*, warnings.*, testers.*
    from its, runs, warnings, testers`;
