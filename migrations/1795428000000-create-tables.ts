import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A publisher's and a connector's short name, as `slugPattern` in core says it. */
const slug = `'^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$'`;
const digest = `'^sha256:[0-9a-f]{64}$'`;
const sha256 = `'^[0-9a-f]{64}$'`;
const stage = `('intake', 'lint', 'compare', 'functional', 'preview', 'publish')`;

/** Every table. What may happen to their rows is guarded by the next migration. */
export class CreateTables1795428000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(people);
    await db.query(submissions);
    await db.query(steps);
    await db.query(publications);
    await db.query(records);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop table idempotency_key, credential, audit, outbox, publication, decision, step, revision, submission,
      transition, connector, token, role, membership, account, publisher`);
  }
}

const people = `
create table publisher (
  slug text primary key check (slug ~ ${slug}),
  name text not null check (length(name) between 1 and 200),
  kind text not null check (kind in ('verified', 'independent')),
  created_at timestamptz(3) not null default now(),
  -- When one of its steps was last given to a worker: whoever waited longest is served next.
  last_served_at timestamptz not null default '-infinity'
);
create table account (
  id text primary key,
  name text not null unique check (length(name) between 1 and 200),
  created_at timestamptz(3) not null default now()
);
create table membership (
  account_id text not null references account,
  publisher text not null references publisher,
  primary key (account_id, publisher)
);
create table role (
  account_id text not null references account,
  role text not null check (role in ('submitter', 'reviewer', 'administrator')),
  primary key (account_id, role)
);
create table token (
  id text primary key,
  account_id text not null references account,
  name text not null check (length(name) between 1 and 200),
  -- The secret itself is stored nowhere.
  sha256 bytea not null unique check (octet_length(sha256) = 32),
  scopes text[] not null check (scopes <@ array['read', 'submit', 'review', 'administer'] and cardinality(scopes) > 0),
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  last_used_at timestamptz(3),
  revoked_at timestamptz(3),
  check (expires_at <= created_at + interval '8760 hours')
);
create index token_account on token (account_id);`;

const submissions = `
create table connector (
  publisher text not null references publisher,
  slug text not null check (slug ~ ${slug}),
  created_at timestamptz(3) not null default now(),
  primary key (publisher, slug)
);
create table transition (
  from_stage text not null,
  from_state text not null,
  to_stage text not null,
  to_state text not null,
  primary key (from_stage, from_state, to_stage, to_state)
);
create table submission (
  id text primary key check (id ~ '^[A-Za-z0-9_-]{1,64}$'),
  publisher text not null,
  connector text not null,
  profile text not null check (profile in ('verified', 'independent')),
  stage text not null check (stage in ${stage}),
  state text not null check (state in ('running', 'waiting', 'returned', 'stopped', 'rejected', 'withdrawn', 'public')),
  revision integer not null check (revision >= 1),
  version text,
  -- Of the newest revision, repeated here because every list shows it.
  digest text check (digest ~ ${digest}),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  foreign key (publisher, connector) references connector
);
create unique index submission_open_once on submission (publisher, connector)
  where state not in ('rejected', 'withdrawn', 'public');
create index submission_newest on submission (created_at desc, id desc);
create index submission_of_publisher on submission (publisher, created_at desc, id desc);
create index submission_by_state on submission (state, stage, created_at desc, id desc);

create table revision (
  submission_id text not null references submission,
  number integer not null check (number >= 1),
  upload_sha256 text not null check (upload_sha256 ~ ${sha256}),
  upload_name text not null,
  uploaded_by text not null references account,
  uploaded_at timestamptz(3) not null default now(),
  -- Null until intake has accepted the upload.
  digest text check (digest ~ ${digest}),
  files jsonb,
  check ((digest is null) = (files is null)),
  primary key (submission_id, number)
);
create table decision (
  id bigint generated always as identity primary key,
  submission_id text not null,
  revision integer not null,
  stage text not null check (stage in ${stage}),
  kind text not null check (kind in ('approve', 'return', 'reject')),
  account_id text not null references account,
  digest text not null check (digest ~ ${digest}),
  ruleset_digest text not null,
  comment text not null,
  at timestamptz(3) not null default now(),
  foreign key (submission_id, revision) references revision,
  -- One reviewer counts once at one gate.
  unique (submission_id, revision, stage, account_id)
);`;

const steps = `
create table step (
  id text primary key,
  position bigint generated always as identity,
  submission_id text not null,
  revision integer not null,
  publisher text not null references publisher,
  stage text not null check (stage in ${stage}),
  -- Rises when a stopped stage is run again; what the earlier rounds found stays.
  round integer not null check (round >= 1),
  -- What the step works on: the upload for intake, the package afterwards.
  input_digest text not null check (input_digest ~ ${digest}),
  state text not null check (state in ('READY', 'LEASED', 'DONE', 'FAILED', 'DEAD')),
  fence integer not null default 0,
  attempts integer not null default 0 check (attempts >= 0),
  worker text,
  lease_until timestamptz,
  run_after timestamptz not null default now(),
  verdict text check (verdict in ('pass', 'fail', 'inconclusive')),
  report jsonb,
  receipt jsonb,
  note text,
  queued_at timestamptz(3) not null default now(),
  started_at timestamptz(3),
  finished_at timestamptz(3),
  check ((state = 'LEASED') = (lease_until is not null)),
  check ((state in ('DONE', 'FAILED', 'DEAD')) = (finished_at is not null)),
  foreign key (submission_id, revision) references revision,
  unique (submission_id, revision, stage, round)
);
create unique index step_open_once on step (submission_id) where state in ('READY', 'LEASED');
create index step_due on step (run_after) where state = 'READY';
create index step_leased on step (lease_until) where state = 'LEASED';
create index step_of_submission on step (submission_id, position);

create table outbox (
  id bigint generated always as identity primary key,
  step_id text not null references step,
  due_at timestamptz not null default now(),
  created_at timestamptz(3) not null default now()
);
create index outbox_due on outbox (due_at);
create index outbox_step on outbox (step_id);`;

const publications = `
create table publication (
  target text not null,
  publisher text not null,
  connector text not null,
  version text not null,
  digest text not null check (digest ~ ${digest}),
  submission_id text not null references submission,
  intent_at timestamptz(3) not null default now(),
  commit_id text,
  merge_commit_id text,
  verified_at timestamptz(3),
  primary key (target, publisher, connector, version),
  unique (target, digest),
  foreign key (publisher, connector) references connector,
  check ((verified_at is null) = (commit_id is null) and (verified_at is null) = (merge_commit_id is null))
);
create index publication_of_submission on publication (submission_id);
create index publication_newest on publication (verified_at desc, submission_id desc) where verified_at is not null;`;

const records = `
create table audit (
  seq bigint primary key check (seq >= 1),
  at timestamptz(3) not null,
  actor text not null,
  action text not null,
  submission_id text,
  details jsonb not null,
  hash text not null check (hash ~ ${sha256})
);
create index audit_of_submission on audit (submission_id, seq);
create table credential (
  -- No foreign key: the connection is put away before its submission is opened, so that none can run without it.
  submission_id text not null,
  name text not null,
  key_id text not null,
  wrapped_key bytea not null,
  sealed bytea not null,
  stored_at timestamptz(3) not null default now(),
  primary key (submission_id, name)
);
create index credential_stored on credential (stored_at);
create table idempotency_key (
  account_id text not null,
  key text not null,
  request_hash text not null,
  -- What the request creates is created under this id, however often it is repeated.
  resource_id text not null,
  busy_until timestamptz,
  status integer,
  headers jsonb,
  body text,
  created_at timestamptz(3) not null default now(),
  primary key (account_id, key)
);
create index idempotency_key_age on idempotency_key (created_at);`;
