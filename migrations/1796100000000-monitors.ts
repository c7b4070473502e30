import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Monitors of the versions that can be used, the connections that those of public versions sign in with, and drift. Which versions have a
 * monitor follows from the submissions themselves, so that no way of changing one can forget it.
 */
export class Monitors1796100000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(monitors);
    await db.query(drifts);
    await db.query(keeping);
    await db.query(begun);
    await db.query(notices);
    await db.query(watching);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop function keep_monitor, guard_monitor, guard_drift, write_drift_notice cascade');
    await db.query('drop table watch_credential, drift, monitor');
    await db.query('drop index monitor_run_newest');
    await db.query('alter table publisher drop column last_monitored_at');
  }
}

const monitors = `
-- When one of its monitors was last given to a worker: whoever waited longest is served next.
alter table publisher add column last_monitored_at timestamptz not null default '-infinity';
create table monitor (
  submission_id text primary key references submission,
  publisher text not null,
  connector text not null,
  revision integer not null,
  channel text not null check (channel in ('preview', 'public')),
  next_at timestamptz not null default now(),
  lease_until timestamptz,
  fence integer not null default 0,
  -- Claims since a run was last recorded.
  attempts integer not null default 0 check (attempts >= 0),
  claimed_at timestamptz(3),
  foreign key (submission_id, revision) references revision,
  foreign key (publisher, connector) references connector
);
create index monitor_due on monitor (next_at) where lease_until is null;
create index monitor_leased on monitor (publisher, lease_until) where lease_until is not null;
create unique index monitor_public_once on monitor (publisher, connector) where channel = 'public';
create index monitor_run_newest on monitor_run (submission_id, finished_at desc, id desc);

create function guard_monitor() returns trigger language plpgsql as $$
declare
  its record;
begin
  if tg_op = 'UPDATE' and ((new.submission_id, new.publisher, new.connector, new.revision)
    is distinct from (old.submission_id, old.publisher, old.connector, old.revision) or new.fence < old.fence) then
    raise exception 'What a monitor watches never changes, and its fence never falls.' using errcode = 'ZA001';
  end if;
  select publisher, connector, revision, stage, state into its from submission where id = new.submission_id;
  if (new.publisher, new.connector, new.revision) is distinct from (its.publisher, its.connector, its.revision)
    or (new.channel = 'public') is distinct from (its.state = 'public')
    or its.stage not in ('preview', 'publish') then
    raise exception 'Submission % is not on the channel %.', new.submission_id, new.channel using errcode = 'ZA001';
  end if;
  return new;
end $$;
create trigger guard_monitor before insert or update of submission_id, publisher, connector, revision, channel, fence on monitor
  for each row execute function guard_monitor();`;

const drifts = `
create table drift (
  id text primary key,
  submission_id text not null references submission,
  opened_at timestamptz(3) not null default now(),
  -- The failing runs that it was opened for, the newest first.
  runs text[] not null check (cardinality(runs) between 1 and 100),
  findings jsonb not null check (jsonb_typeof(findings) = 'array'),
  suspended_at timestamptz(3),
  closed_at timestamptz(3),
  -- A version that a newer one took the place of is no longer watched.
  closed_because text check (closed_because in ('cured', 'superseded')),
  check ((closed_at is null) = (closed_because is null))
);
create unique index drift_open_once on drift (submission_id) where closed_at is null;
create index drift_unsuspended on drift (opened_at) where closed_at is null and suspended_at is null;

create function guard_drift() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.suspended_at is not null or new.closed_at is not null then
      raise exception 'A drift begins open.' using errcode = 'ZA001';
    end if;
    if not exists (select from monitor where (submission_id, channel) = (new.submission_id, 'public')) then
      raise exception 'Submission % is not watched in public.', new.submission_id using errcode = 'ZA001';
    end if;
    if cardinality(new.runs) <> (
      select count(*) from monitor_run
       where id = any (new.runs) and (submission_id, channel, verdict) = (new.submission_id, 'public', 'fail')) then
      raise exception 'A drift needs failing runs of the public version.' using errcode = 'ZA001';
    end if;
    return new;
  end if;
  if (new.id, new.submission_id, new.opened_at, new.runs, new.findings)
    is distinct from (old.id, old.submission_id, old.opened_at, old.runs, old.findings)
    or old.closed_at is not null or (old.suspended_at is not null and new.suspended_at is distinct from old.suspended_at) then
    raise exception 'What a drift was opened for never changes, and a closed one not at all.' using errcode = 'ZA001';
  end if;
  if new.closed_because = 'cured' and not exists (
    select from monitor_run
     where (submission_id, channel, verdict) = (new.submission_id, 'public', 'pass') and finished_at >= old.opened_at) then
    raise exception 'Nothing passed since drift % began.', old.id using errcode = 'ZA001';
  end if;
  return new;
end $$;
create trigger guard_drift before insert or update on drift for each row execute function guard_drift();
create trigger keep_drift before delete on drift for each row execute function refuse_change();`;

/** A monitor that goes, or changes its channel, makes a run that is under way void: the fence tells. */
const keeping = `
create function keep_monitor() returns trigger language plpgsql as $$
begin
  if new.state in ('returned', 'rejected', 'withdrawn') or new.stage not in ('preview', 'publish') then
    delete from monitor where submission_id = new.id;
  elsif new.state = 'public' then
    delete from monitor
     where (publisher, connector, channel) = (new.publisher, new.connector, 'public') and submission_id <> new.id;
    update drift set closed_at = now(), closed_because = 'superseded'
     where closed_at is null and submission_id <> new.id and submission_id in (
       select id from submission where (publisher, connector, state) = (new.publisher, new.connector, 'public'));
    insert into monitor (submission_id, publisher, connector, revision, channel)
      values (new.id, new.publisher, new.connector, new.revision, 'public')
      on conflict (submission_id) do update
        set channel = 'public', next_at = now(), lease_until = null, attempts = 0, fence = monitor.fence + 1;
  elsif new.stage = 'preview' and new.state = 'waiting' then
    insert into monitor (submission_id, publisher, connector, revision, channel)
      values (new.id, new.publisher, new.connector, new.revision, 'preview') on conflict do nothing;
  end if;
  return null;
end $$;
create trigger keep_monitor after update of stage, state, revision on submission for each row
  when ((old.stage, old.state, old.revision) is distinct from (new.stage, new.state, new.revision))
  execute function keep_monitor();`;

/** What can be used already is spread over a day, so that not everything is called at once. */
const begun = `
insert into monitor (submission_id, publisher, connector, revision, channel, next_at)
  select id, publisher, connector, revision, 'preview', now() + random() * interval '15 minutes'
    from submission where (stage, state) = ('preview', 'waiting') or (stage = 'publish' and state in ('running', 'stopped', 'waiting'));
insert into monitor (submission_id, publisher, connector, revision, channel, next_at)
  select distinct on (s.publisher, s.connector)
         s.id, s.publisher, s.connector, s.revision, 'public', now() + random() * interval '1 day'
    from submission s join publication p on p.submission_id = s.id
   where s.state = 'public' and p.verified_at is not null
   order by s.publisher, s.connector, p.verified_at desc;`;

const notices = `
create function write_drift_notice() returns trigger language plpgsql as $$
declare
  its_event text;
  its_id text = gen_random_uuid()::text;
  its record;
begin
  if tg_op = 'INSERT' then its_event = 'connector.drifted';
  elsif old.closed_at is null and new.closed_because = 'cured' then its_event = 'connector.cured';
  elsif old.suspended_at is null and new.suspended_at is not null then its_event = 'connector.suspended';
  else return null;
  end if;
  select * into its from submission where id = new.submission_id;
  if not exists (
    select from webhook where publisher = its.publisher and its_event = any (events) and removed_at is null) then
    return null;
  end if;
  insert into notice (id, event, submission_id, body) values (its_id, its_event, its.id, json_build_object(
    'type', its_event,
    'timestamp', to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'data', json_build_object('submission', its.id, 'publisher', its.publisher, 'connector', its.connector,
      'revision', its.revision, 'version', its.version, 'digest', its.digest, 'stage', its.stage, 'state', its.state,
      'drift', json_build_object('id', new.id,
        'since', to_char(new.opened_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'findings', new.findings)))::text);
  insert into delivery (id, notice_id, webhook_id, publisher, state)
    select gen_random_uuid()::text, its_id, id, publisher, case when disabled_at is null then 'due' else 'parked' end
      from webhook where publisher = its.publisher and its_event = any (events) and removed_at is null;
  return null;
end $$;
create trigger write_drift_notice after insert or update on drift for each row execute function write_drift_notice();`;

const watching = `
create table watch_credential (
  publisher text not null,
  connector text not null,
  name text not null,
  key_id text not null,
  wrapped_key bytea not null,
  sealed bytea not null,
  stored_at timestamptz(3) not null default now(),
  primary key (publisher, connector, name),
  foreign key (publisher, connector) references connector
);
create trigger guard_watch_credential_key before insert or update of key_id on watch_credential
  for each row execute function guard_credential_key();`;
