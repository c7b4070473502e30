import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { driftOf, longestDriftFinding, longestNote, mostDriftFindings, pauseAfter } from '../../core/monitoring.js';
import type { MonitoringPolicy } from '../../core/monitoring.js';
import type { PackageFile } from '../../core/package.js';
import { Monitors } from '../../core/ports/monitors.js';
import type {
  AfterRun,
  ClaimedMonitor,
  Drift,
  MonitorRun,
  MonitorSummary,
  RunResult,
} from '../../core/ports/monitors.js';
import type { Submission } from '../../core/submission.js';
import { appendAudit, assay } from './audit.js';
import { page, readCursor } from './cursor.js';
import { asJson, storable } from './storable.js';
import { change, inTransaction, select, withProblems } from './transaction.js';

/** Drifts that one round suspends: the locks of a transaction are not held for long. */
const atOnce = 200;

/** Monitors in PostgreSQL. Locks are taken in the order submission, monitor, drift, audit trail. */
export class PostgresMonitors extends Monitors {
  constructor(
    private readonly dataSource: DataSource,
    private readonly policy: MonitoringPolicy,
  ) {
    super();
  }

  claim(leaseSeconds: number): Promise<ClaimedMonitor | null> {
    return withProblems(() => claimMonitor(this.dataSource.manager, leaseSeconds));
  }

  async renew({ submission, fence }: ClaimedMonitor, leaseSeconds: number): Promise<boolean> {
    const renewed = await withProblems(() =>
      change(
        this.dataSource.manager,
        `update monitor set lease_until = now() + make_interval(secs => $3)
          where submission_id = $1 and fence = $2 and lease_until is not null returning fence`,
        [submission.id, fence, leaseSeconds],
      ),
    );
    return renewed.length === 1;
  }

  settle(monitor: ClaimedMonitor, result: RunResult, rulesetDigest: string): Promise<AfterRun | null> {
    return inTransaction(this.dataSource, tx => settleRun(tx, monitor, result, rulesetDigest, this.policy));
  }

  async handBack({ submission, fence }: ClaimedMonitor): Promise<void> {
    await withProblems(() =>
      change(
        this.dataSource.manager,
        `update monitor set lease_until = null, attempts = greatest(attempts - 1, 0)
          where submission_id = $1 and fence = $2 and lease_until is not null`,
        [submission.id, fence],
      ),
    );
  }

  suspendDue(): Promise<string[]> {
    const { suspendAfterHours } = this.policy;
    if (suspendAfterHours === null) return Promise.resolve([]);
    return inTransaction(this.dataSource, async tx => {
      const suspended = await change<{ id: string; submissionId: string }>(
        tx,
        `with due as (
           select id from drift
            where closed_at is null and suspended_at is null and opened_at <= now() - make_interval(secs => $1)
            order by opened_at limit $2 for update skip locked)
         update drift set suspended_at = now() from due where drift.id = due.id
         returning drift.id, drift.submission_id as "submissionId"`,
        [suspendAfterHours * 3600, atOnce],
      );
      for (const { id, submissionId } of suspended) {
        const details = { drift: id, afterHours: suspendAfterHours };
        await appendAudit(tx, { actor: assay, action: 'connector.suspended', submissionId, details });
      }
      return suspended.map(({ submissionId }) => submissionId);
    });
  }

  async runs(
    submissionId: string,
    { limit, cursor }: { limit: number; cursor: string | null },
  ): Promise<{ items: MonitorRun[]; next: string | null }> {
    const mark = cursor === null ? null : readCursor(cursor);
    return withProblems(async () => {
      const found = await select<RunRow>(
        this.dataSource.manager,
        `select ${runColumns} from monitor_run
          where submission_id = $1 and ($3::timestamptz is null or (finished_at, id) < ($3, $4))
          order by finished_at desc, id desc limit $2`,
        [submissionId, limit + 1, mark?.at ?? null, mark?.id ?? null],
      );
      return page(found.map(runOf), limit, ({ finishedAt, id }) => ({ at: finishedAt, id }));
    });
  }

  summary(submissionId: string): Promise<MonitorSummary | null> {
    return withProblems(() => summaryOf(this.dataSource.manager, submissionId));
  }

  drifts(submissionIds: readonly string[]): Promise<ReadonlyMap<string, Drift>> {
    return withProblems(() => openDrifts(this.dataSource.manager, submissionIds));
  }
}

const runColumns = `id, revision, digest, channel, started_at as "startedAt", finished_at as "finishedAt", verdict, calls,
  good_calls as "goodCalls", p95_ms as "p95Ms", fault, note, evidence`;

interface RunRow extends Omit<MonitorRun, 'startedAt' | 'finishedAt'> {
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

function runOf(row: RunRow): MonitorRun {
  return { ...row, startedAt: row.startedAt.toISOString(), finishedAt: row.finishedAt.toISOString() };
}

interface ClaimedRow extends Omit<Submission, 'id'> {
  readonly id: string;
  readonly channel: ClaimedMonitor['channel'];
  readonly fence: number;
  readonly attempts: number;
  readonly digest: string;
  readonly files: readonly PackageFile[];
}

async function claimMonitor(db: EntityManager, leaseSeconds: number): Promise<ClaimedMonitor | null> {
  const [row] = await change<ClaimedRow>(
    db,
    `with next as (
       select m.submission_id, m.publisher from monitor m join publisher p on p.slug = m.publisher
        where ((m.lease_until is null and m.next_at <= now()) or m.lease_until < now())
          -- An API that is slow holds up its own publisher only.
          and not exists (
            select from monitor other where other.publisher = m.publisher and other.lease_until >= now())
        order by p.last_monitored_at, m.next_at, m.submission_id limit 1 for update of m skip locked),
     served as (update publisher set last_monitored_at = clock_timestamp() from next where slug = next.publisher)
     update monitor m set fence = fence + 1, attempts = attempts + 1, claimed_at = now(),
            lease_until = now() + make_interval(secs => $1)
       from next, submission s, revision r
      where m.submission_id = next.submission_id and s.id = m.submission_id
        and (r.submission_id, r.number) = (m.submission_id, m.revision)
     returning m.channel, m.fence, m.attempts, s.id, s.publisher, s.connector, s.profile, s.stage, s.state, s.revision, s.version,
               r.digest, r.files`,
    [leaseSeconds],
  );
  if (row === undefined) return null;
  const { channel, fence, attempts, digest, files, ...submission } = row;
  return { submission, package: { digest, files }, channel, fence, attempts };
}

async function settleRun(
  tx: EntityManager,
  { submission: { id: submissionId, revision }, package: { digest }, channel, fence }: ClaimedMonitor,
  result: RunResult,
  rulesetDigest: string,
  policy: MonitoringPolicy,
): Promise<AfterRun | null> {
  // The submission first, as everywhere: two that lock in different orders would wait for each other.
  await tx.query('select from submission where id = $1 for share', [submissionId]);
  const [held] = await select<{ claimedAt: Date; tookSeconds: number }>(
    tx,
    `select claimed_at as "claimedAt", extract(epoch from now() - claimed_at)::float8 as "tookSeconds" from monitor
      where (submission_id, revision, channel, fence) = ($1, $2, $3, $4) and lease_until is not null for update`,
    [submissionId, revision, channel, fence],
  );
  if (held === undefined) return null;
  const { verdict, calls, goodCalls, p95Ms, fault, note, evidence } = result;
  const runId = randomUUID();
  const told = note === null ? null : storable(cut(note, longestNote));
  await tx.query(
    `insert into monitor_run (id, submission_id, revision, digest, ruleset_digest, channel, started_at, verdict, calls, good_calls,
       p95_ms, fault, note, evidence) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      runId,
      submissionId,
      revision,
      digest,
      rulesetDigest,
      channel,
      held.claimedAt,
      verdict,
      calls,
      goodCalls,
      p95Ms,
      fault,
      told,
      evidence,
    ],
  );
  await change(
    tx,
    `update monitor set lease_until = null, attempts = 0, next_at = now() + make_interval(secs => $2) where submission_id = $1`,
    [submissionId, pauseAfter(channel, Math.max(0, held.tookSeconds), policy)],
  );
  return channel === 'public' ? followDrift(tx, submissionId, told, policy) : 'unchanged';
}

/** Opens or closes a drift where the newest runs say so. `note` is what the run that was just recorded found. */
async function followDrift(
  tx: EntityManager,
  submissionId: string,
  note: string | null,
  policy: MonitoringPolicy,
): Promise<AfterRun> {
  const { driftAfterFailures, curedAfterPasses } = policy;
  const newest = await select<Pick<MonitorRun, 'id' | 'verdict'>>(
    tx,
    `select id, verdict from monitor_run
      where submission_id = $1 and channel = 'public' and verdict <> 'inconclusive'
      order by finished_at desc, id desc limit $2`,
    [submissionId, Math.max(driftAfterFailures, curedAfterPasses)],
  );
  const state = driftOf(newest, policy);
  const [open] = await select<{ id: string }>(
    tx,
    'select id from drift where submission_id = $1 and closed_at is null for update',
    [submissionId],
  );
  if (state === 'drifting' && open === undefined) {
    const id = randomUUID();
    const runs = newest.slice(0, driftAfterFailures).map(run => run.id);
    const findings = (note ?? '')
      .split('\n')
      .slice(0, mostDriftFindings)
      .map(line => cut(line, longestDriftFinding));
    await tx.query('insert into drift (id, submission_id, runs, findings) values ($1, $2, $3, $4)', [
      id,
      submissionId,
      runs,
      asJson(findings),
    ]);
    const details = { drift: id, runs, findings };
    await appendAudit(tx, { actor: assay, action: 'connector.drifted', submissionId, details });
    return 'drifted';
  }
  if (state === 'fine' && open !== undefined) {
    await change(tx, `update drift set closed_at = now(), closed_because = 'cured' where id = $1`, [open.id]);
    await appendAudit(tx, { actor: assay, action: 'connector.cured', submissionId, details: { drift: open.id } });
    return 'cured';
  }
  return 'unchanged';
}

async function summaryOf(db: EntityManager, submissionId: string): Promise<MonitorSummary | null> {
  const [found] = await select<
    Pick<MonitorSummary, 'channel' | 'runs' | 'passes' | 'inconclusive' | 'p95Ms'> & { revision: number; nextAt: Date }
  >(
    db,
    `select m.channel, m.revision, m.next_at as "nextAt", its.* from monitor m
      cross join lateral (
        select count(*)::int as runs, count(*) filter (where verdict = 'pass')::int as passes,
               count(*) filter (where verdict = 'inconclusive')::int as inconclusive,
               percentile_disc(0.95) within group (order by p95_ms) as "p95Ms"
          from monitor_run r where (r.submission_id, r.revision, r.channel) = (m.submission_id, m.revision, m.channel)) as its
     where m.submission_id = $1`,
    [submissionId],
  );
  if (found === undefined) return null;
  const { revision, nextAt, ...counted } = found;
  const [last] = await select<RunRow>(
    db,
    `select ${runColumns} from monitor_run where (submission_id, revision, channel) = ($1, $2, $3)
      order by finished_at desc, id desc limit 1`,
    [submissionId, revision, counted.channel],
  );
  const drift = (await openDrifts(db, [submissionId])).get(submissionId) ?? null;
  return { ...counted, nextAt: nextAt.toISOString(), last: last === undefined ? null : runOf(last), drift };
}

async function openDrifts(db: EntityManager, submissionIds: readonly string[]): Promise<Map<string, Drift>> {
  if (submissionIds.length === 0) return new Map();
  const rows = await select<{
    id: string;
    submissionId: string;
    since: Date;
    suspendedAt: Date | null;
    findings: string[];
  }>(
    db,
    `select id, submission_id as "submissionId", opened_at as since, suspended_at as "suspendedAt", findings
       from drift where submission_id = any($1) and closed_at is null`,
    [submissionIds],
  );
  return new Map(
    rows.map(({ submissionId, since, suspendedAt, ...rest }) => [
      submissionId,
      { ...rest, since: since.toISOString(), suspendedAt: suspendedAt?.toISOString() ?? null },
    ]),
  );
}

/** The beginning of a text, by characters as the database counts them. */
function cut(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}
