import type { DataSource, EntityManager } from 'typeorm';
import { historyLength, leastHistory, Tracking } from '../../core/ports/tracking.js';
import type { Outlook } from '../../core/ports/tracking.js';
import type { ChannelEntry, SubmissionSummary } from '../../core/ports/ledger.js';
import { findNewestPublic } from './submissions.js';
import { select, withProblems } from './transaction.js';

/** Looks ahead by the queue and the history in PostgreSQL. */
export class PostgresTracking extends Tracking {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  newestPublic(publisher: string, connector: string): Promise<ChannelEntry | null> {
    return withProblems(() => findNewestPublic(this.dataSource.manager, publisher, connector));
  }

  outlook({
    id,
    stage,
    state,
    measuringSince,
  }: Pick<SubmissionSummary, 'id' | 'stage' | 'state' | 'measuringSince'>): Promise<Outlook> {
    return withProblems(async () => {
      const db = this.dataSource.manager;
      if (state === 'running') return { queue: await queueOf(db, id), expected: await expectedOf(db, 'stage', stage) };
      return {
        queue: null,
        expected: state === 'waiting' && measuringSince === null ? await expectedOf(db, 'review', stage) : null,
      };
    });
  }
}

/**
 * A claim serves the publisher that waited longest, and of it the oldest step. So each publisher's first step is served in a first
 * round, its second one in the next, and in a round publishers come by when they were last served.
 */
async function queueOf(db: EntityManager, submissionId: string): Promise<Outlook['queue']> {
  const [place] = await select<{ position: number; of: number }>(
    db,
    `with due as (
       select s.submission_id, s.run_after, s.position, p.last_served_at as served,
              row_number() over (partition by s.publisher order by s.run_after, s.position) as round
         from step s join publisher p on p.slug = s.publisher
        where s.state = 'READY' and s.run_after <= now()
          and exists (select from step where submission_id = $1 and state = 'READY' and run_after <= now())),
     placed as (
       select submission_id, row_number() over (order by round, served, run_after, position)::int as position,
              count(*) over ()::int as of
         from due)
     select position, of from placed where submission_id = $1`,
    [submissionId],
  );
  return place ?? null;
}

async function expectedOf(
  db: EntityManager,
  what: keyof typeof histories,
  stage: string,
): Promise<Outlook['expected']> {
  const [known] = await select<{ samples: number; fromMs: number | null; toMs: number | null }>(
    db,
    `select count(*)::int as samples,
            round(percentile_cont(0.5) within group (order by ms))::int as "fromMs",
            round(percentile_cont(0.9) within group (order by ms))::int as "toMs"
       from (select least(extract(epoch from took) * 1000, 2147483647) as ms from (${histories[what]}) as history limit $2) as history`,
    [stage, historyLength],
  );
  if (known === undefined || known.samples < leastHistory || known.fromMs === null || known.toMs === null) return null;
  return { samples: known.samples, fromMs: known.fromMs, toMs: known.toMs };
}

const histories = {
  stage: `
    select finished_at - started_at as took from step
     where stage = $1 and state in ('DONE', 'FAILED') and started_at is not null order by finished_at desc`,
  review: `
    select greatest(d.at - s.finished_at, interval '0') as took
      from decision d join lateral (
        select max(finished_at) as finished_at from step
         where (submission_id, revision, stage) = (d.submission_id, d.revision, d.stage) and state = 'DONE') as s on true
     where d.stage = $1 and s.finished_at is not null order by d.id desc`,
} as const;
