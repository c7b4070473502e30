import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a version in preview, and later in public, earns its trust by: runs of its monitor, and what its testers say. Each is a fact: it is
 * added, and never changed.
 */
export class PreviewSignals1796000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(runs);
    await db.query(testers);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table tester_verdict, tester, monitor_run');
  }
}

const runs = `
create table monitor_run (
  id text primary key,
  submission_id text not null,
  revision integer not null,
  digest text not null,
  -- By whose rules the answers were judged.
  ruleset_digest text not null,
  channel text not null check (channel in ('preview', 'public')),
  started_at timestamptz(3) not null,
  finished_at timestamptz(3) not null default now(),
  verdict text not null check (verdict in ('pass', 'fail', 'inconclusive')),
  -- Calls of the API, and how many of them were answered as certified.
  calls integer not null check (calls >= 0),
  good_calls integer not null check (good_calls between 0 and calls),
  -- The 95th percentile of the time that an answer took, in milliseconds; null where nothing was answered.
  p95_ms integer check (p95_ms >= 0),
  -- Whose fault it was that the run proved nothing.
  fault text check (fault in ('yours', 'ours', 'upstream')),
  note text check (length(note) <= 4000),
  -- The record of the run, by its digest.
  evidence text,
  foreign key (submission_id, revision) references revision,
  -- A run without a call is no signal.
  check (verdict <> 'pass' or (good_calls > 0 and evidence is not null))
);
create index monitor_run_of on monitor_run (submission_id, revision, finished_at desc, id desc);
create trigger keep_monitor_run before update or delete on monitor_run for each row execute function refuse_change();`;

const testers = `
create table tester (
  submission_id text not null references submission,
  account_id text not null references account,
  invited_by text not null references account,
  at timestamptz(3) not null default now(),
  removed_at timestamptz(3),
  primary key (submission_id, account_id)
);
create table tester_verdict (
  id bigint generated always as identity primary key,
  submission_id text not null,
  revision integer not null,
  digest text not null,
  account_id text not null,
  kind text not null check (kind in ('works', 'fails')),
  comment text not null check (length(comment) <= 10000),
  at timestamptz(3) not null default now(),
  foreign key (submission_id, revision) references revision,
  foreign key (submission_id, account_id) references tester
);
create index tester_verdict_of on tester_verdict (submission_id, revision, account_id, id desc);
create trigger keep_tester_verdict before update or delete on tester_verdict for each row execute function refuse_change();`;
