import { randomUUID } from 'node:crypto';
import type { TestDatabase } from './database.js';

/** Runs of a monitor on the newest revision of a submission, as a monitor writes them. */
export async function addRuns(
  database: Pick<TestDatabase, 'query'>,
  submissionId: string,
  count: number,
  {
    verdict = 'pass',
    p95Ms = 100,
    daysAgo = 0,
  }: { readonly verdict?: string; readonly p95Ms?: number | null; readonly daysAgo?: number } = {},
): Promise<void> {
  await database.query(
    `insert into monitor_run (id, submission_id, revision, digest, ruleset_digest, channel, started_at, finished_at, verdict, calls,
            good_calls, p95_ms, evidence)
     select $2 || n, id, revision, digest, 'sha256:rules', 'preview', now() - make_interval(days => $6), now() - make_interval(days => $6),
            $4, 1, case $4 when 'pass' then 1 else 0 end, $5, 'sha256:evidence'
       from submission, generate_series(1, $3::integer) n where submission.id = $1`,
    [submissionId, `${randomUUID()}-`, count, verdict, p95Ms, daysAgo],
  );
}

/** What a tester says of the newest revision; it invites the tester first where that was not done. */
export async function addVerdict(
  database: Pick<TestDatabase, 'query'>,
  submissionId: string,
  account: string,
  kind: 'works' | 'fails',
): Promise<void> {
  await database.query(
    `insert into tester (submission_id, account_id, invited_by) values ($1, $2, $2)
     on conflict (submission_id, account_id) do update set removed_at = null where tester.removed_at is not null`,
    [submissionId, account],
  );
  await database.query(
    `insert into tester_verdict (submission_id, revision, digest, account_id, kind, comment)
     select id, revision, digest, $2, $3, '' from submission where id = $1`,
    [submissionId, account, kind],
  );
}
