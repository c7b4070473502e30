import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Public versions judged again by the rules of today. Each judgement is a fact, numbered for its version: of two workers that judged the
 * same one at once the second finds its number taken. A judgement changes nothing about the certificate; it tells.
 */
export class Recertification1797300000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(asking);
    await db.query(judging);
    await db.query(telling);
    await db.query(calls);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index monitor_run_public_calls');
    await db.query('drop table recertification, recertification_request');
    await db.query(
      'drop function requires_standing, guard_recertification_request, guard_recertification, tell_recertification',
    );
  }
}

/** The publication is locked, so that a withdrawal, a request and a judgement of one version come clearly one after the other. */
const asking = `
create function requires_standing(its_submission text) returns void language plpgsql as $$
begin
  perform from publication where submission_id = its_submission and verified_at is not null for update;
  if not found or exists (select from withdrawn_version where submission_id = its_submission) then
    raise exception 'Only what is public, and not withdrawn, is judged again.' using errcode = 'ZA001';
  end if;
end $$;

create table recertification_request (
  id text primary key,
  submission_id text not null references submission,
  account_id text not null references account,
  at timestamptz(3) not null default now()
);
create index recertification_request_of on recertification_request (submission_id);
create trigger keep_recertification_request before update or delete on recertification_request
  for each row execute function refuse_change();`;

/** Null for the report where nothing could be judged. A request is answered by the judgement that names it and proved something. */
const judging = `
create table recertification (
  id text primary key,
  submission_id text not null references submission,
  number integer not null check (number >= 1),
  cause text not null check (cause in ('rules', 'near-end', 'asked')),
  request_id text references recertification_request,
  ruleset_id text not null check (length(ruleset_id) between 1 and 200),
  ruleset_version text not null check (length(ruleset_version) between 1 and 200),
  ruleset_digest text not null check (length(ruleset_digest) between 1 and 100),
  verdict text not null check (verdict in ('pass', 'fail', 'inconclusive')),
  reason text check (length(reason) between 1 and 2000),
  fault text check (fault in ('yours', 'ours', 'upstream')),
  counts jsonb not null check (jsonb_typeof(counts) = 'object'),
  blocking integer not null check (blocking >= 0),
  report text check (report ~ '^sha256:[0-9a-f]{64}$'),
  at timestamptz(3) not null default now(),
  unique (submission_id, number),
  check ((cause = 'asked') = (request_id is not null)),
  check (num_nulls(reason, fault) = case verdict when 'inconclusive' then 0 else 2 end),
  check (verdict = 'inconclusive' or report is not null),
  check (verdict <> 'pass' or blocking = 0)
);
create index recertification_answer on recertification (request_id) where request_id is not null and verdict <> 'inconclusive';
create trigger keep_recertification before update or delete on recertification for each row execute function refuse_change();

create function guard_recertification_request() returns trigger language plpgsql as $$
begin
  perform requires_standing(new.submission_id);
  perform from account where id = new.account_id for share;
  if not exists (select from membership m join submission s on s.publisher = m.publisher
                  where m.account_id = new.account_id and s.id = new.submission_id)
    and not exists (select from role where (account_id, role) = (new.account_id, 'reviewer')) then
    raise exception 'Only its publisher or a reviewer has a version judged again.' using errcode = 'ZA001';
  end if;
  if exists (select from recertification_request q where q.submission_id = new.submission_id
      and not exists (select from recertification r where r.request_id = q.id and r.verdict <> 'inconclusive')) then
    raise exception 'A request for it is open already.' using errcode = 'ZA001';
  end if;
  return new;
end $$;
create trigger guard_recertification_request before insert on recertification_request
  for each row execute function guard_recertification_request();

create function guard_recertification() returns trigger language plpgsql as $$
begin
  perform requires_standing(new.submission_id);
  if new.number <> (select coalesce(max(number), 0) + 1 from recertification where submission_id = new.submission_id) then
    raise exception 'Judgements of a version are numbered without a gap.' using errcode = 'ZA001';
  end if;
  if new.request_id is not null and (
    not exists (select from recertification_request where (id, submission_id) = (new.request_id, new.submission_id))
    or exists (select from recertification where request_id = new.request_id and verdict <> 'inconclusive')) then
    raise exception 'This request is of another version, or was answered.' using errcode = 'ZA001';
  end if;
  return new;
end $$;
create trigger guard_recertification before insert on recertification for each row execute function guard_recertification();`;

/** That a version would not pass is told once for each ruleset, and that it would again once it was told otherwise. */
const telling = `
create function tell_recertification() returns trigger language plpgsql as $$
declare
  its_event text;
begin
  if new.verdict = 'fail' and not exists (
    select from recertification
     where (submission_id, ruleset_digest, verdict) = (new.submission_id, new.ruleset_digest, 'fail') and number < new.number) then
    its_event = 'connector.recertification-failed';
  elsif new.verdict = 'pass' and 'fail' = (
    select verdict from recertification
     where submission_id = new.submission_id and number < new.number and verdict <> 'inconclusive' order by number desc limit 1) then
    its_event = 'connector.recertification-passed';
  else
    return null;
  end if;
  perform write_connector_notice(its_event, new.submission_id, jsonb_build_object('recertification', jsonb_build_object(
    'id', new.id, 'cause', new.cause, 'verdict', new.verdict, 'blocking', new.blocking, 'counts', new.counts,
    'ruleset', jsonb_build_object('id', new.ruleset_id, 'version', new.ruleset_version, 'digest', new.ruleset_digest)),
    'expiresAt', (select to_char(expires_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from certificate
                   where submission_id = new.submission_id)));
  return null;
end $$;
create trigger tell_recertification after insert on recertification for each row execute function tell_recertification();`;

/** What the tiers of a page of the catalogue add up, read from the index alone. */
const calls = `
create index monitor_run_public_calls on monitor_run (submission_id, finished_at) include (digest, calls, good_calls)
  where channel = 'public' and fault is distinct from 'ours';`;
