import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Promotion: the terms that a version's own numbers have to meet, the time in which it waits for nothing but them, and the record of what
 * they said when it was promoted. The database refuses to promote without such a record, and a record that the terms do not bear out.
 */
export class Promotion1796200000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(columns);
    await db.query(measuring);
    await db.query(clock);
    await db.query(promotions);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table promotion');
    await db.query(`drop function guard_promotion, guard_promoted, guard_measuring, keep_turns_measuring, leave_queue, approvals_given,
      approvals_needed, lower_bound cascade`);
    await db.query(`create trigger keep_turns after insert or update of state on submission
      for each row execute function keep_turns()`);
    await db.query(
      'drop trigger keep_turns_queue_again on submission; drop trigger end_assignment_measuring on submission',
    );
    await db.query('alter table submission drop column measuring_since');
    await db.query('alter table gate drop column promotion');
  }
}

const columns = `
-- As it stood when the revision came to its gate. What came before there was such a rule is asked for nothing.
alter table gate add column promotion jsonb not null default '{"soakHours": 0, "runs": 0, "successLowerBound": null, "p95Ms": null,
  "openWarnings": null, "testersWorking": 0, "evidenceDays": 30}';
-- Since when a version waits for nothing but its own numbers: reviewers have nothing to do.
alter table submission add column measuring_since timestamptz(3),
  add check (measuring_since is null or (stage = 'preview' and state = 'waiting'));
create index submission_measuring on submission (id) where measuring_since is not null;`;

const measuring = `
create function approvals_given(its_id text, its_revision integer, its_stage text) returns integer language sql stable as $$
  select coalesce(max(reviewers), 0)::integer from (
    select count(distinct d.account_id) as reviewers from decision d
      join revision r on (r.submission_id, r.number) = (d.submission_id, d.revision) and r.digest = d.digest
     where (d.submission_id, d.revision, d.stage, d.kind) = (its_id, its_revision, its_stage, 'approve')
     group by d.ruleset_digest) as by_ruleset
$$;
-- Without terms nobody knows what is risky about it: then it takes two.
create function approvals_needed(its_id text, its_revision integer, its_stage text) returns integer language sql stable as $$
  select coalesce((select approvals_needed from gate where (submission_id, revision, stage) = (its_id, its_revision, its_stage)), 2)
$$;

create function guard_measuring() returns trigger language plpgsql as $$
begin
  if new.state <> 'waiting' then
    new.measuring_since = null;
  elsif old.measuring_since is null and new.measuring_since is not null then
    if approvals_given(new.id, new.revision, new.stage) < approvals_needed(new.id, new.revision, new.stage) then
      raise exception 'Submission % waits for reviewers.', new.id using errcode = 'ZA001';
    end if;
    new.measuring_since = now();
  elsif new.measuring_since is not null then
    new.measuring_since = old.measuring_since;
  end if;
  return new;
end $$;
create trigger guard_submission_measuring before update on submission for each row execute function guard_measuring();`;

/** The clock stands, and nobody is asked to look, while a version waits for its own numbers: as `keep_turns`, with that condition. */
const clock = `
create function keep_turns_measuring() returns trigger language plpgsql as $$
declare
  last record;
  is_ours boolean := new.state in ('running', 'waiting', 'stopped') and new.measuring_since is null;
begin
  select number, ours, began_at, used_ms into last from turn where submission_id = new.id order by number desc limit 1;
  if found and last.ours = is_ours then return null; end if;
  insert into turn (submission_id, number, ours, began_at, used_ms) values (
    new.id, coalesce(last.number, 0) + 1, is_ours, now(),
    coalesce(last.used_ms, 0) + case when last.ours
      then greatest(0, round(extract(epoch from now() - last.began_at) * 1000)) else 0 end);
  return null;
end $$;
drop trigger keep_turns on submission;
create trigger keep_turns after insert or update of state, measuring_since on submission
  for each row execute function keep_turns_measuring();

create function leave_queue() returns trigger language plpgsql as $$
begin
  delete from queue where submission_id = new.id;
  return null;
end $$;
create trigger leave_queue_measuring after update of measuring_since on submission for each row
  when (old.measuring_since is null and new.measuring_since is not null) execute function leave_queue();
create trigger end_assignment_measuring after update of measuring_since on submission for each row
  when (old.measuring_since is null and new.measuring_since is not null) execute function end_assignment();
-- By its name it fires after keep_turns: the turn is written by then.
create trigger keep_turns_queue_again after update of measuring_since on submission for each row
  when (old.measuring_since is not null and new.measuring_since is null and new.state = 'waiting') execute function keep_queue();`;

/**
 * What is recorded is held against the terms. Runs are only ever added, so that one who claims no more than there are claims what was
 * there; the bound is worked out anew, as `lowerBoundOf` in core does.
 */
const promotions = `
create function lower_bound(passed float8, failed float8) returns float8 language sql immutable as $$
  select (share + square / (2 * seen) - 1.6449 * sqrt(share * (1 - share) / seen + square / (4 * seen * seen))) / (1 + square / seen)
    from (select nullif(passed + failed, 0) as seen, passed / nullif(passed + failed, 0) as share, 1.6449 ^ 2::float8 as square) as its
$$;

create table promotion (
  submission_id text not null,
  revision integer not null,
  digest text not null,
  facts jsonb not null,
  criteria jsonb not null check (jsonb_typeof(criteria) = 'array'),
  at timestamptz not null default now(),
  foreign key (submission_id, revision) references revision,
  primary key (submission_id, revision)
);
create trigger keep_promotion before update or delete on promotion for each row execute function refuse_change();

create function guard_promotion() returns trigger language plpgsql as $$
declare
  its record;
  seen record;
begin
  select s.stage, s.state, s.revision, r.digest, g.promotion as terms, g.at into its
    from submission s join revision r on r.submission_id = s.id and r.number = s.revision
    left join gate g on (g.submission_id, g.revision, g.stage) = (s.id, s.revision, s.stage)
   where s.id = new.submission_id for update of s;
  if (its.stage, its.state, new.revision, new.digest) is distinct from ('preview', 'waiting', its.revision, its.digest) then
    raise exception 'Submission % does not wait in preview with these bytes.', new.submission_id using errcode = 'ZA001';
  end if;
  select count(*) filter (where verdict = 'pass') as passed, count(*) filter (where verdict = 'fail') as failed into seen
    from monitor_run
   where (submission_id, digest) = (new.submission_id, new.digest)
     and finished_at >= now() - make_interval(days => (its.terms ->> 'evidenceDays')::integer);
  -- Where anything is unknown this is null, and null is no.
  if its.terms is not null and coalesce(
    (its.terms ->> 'soakHours')::float8 <= extract(epoch from now() - its.at) / 3600
    and (new.facts ->> 'passed')::integer between 0 and seen.passed
    and (new.facts ->> 'failed')::integer between 0 and seen.failed
    and (its.terms ->> 'runs')::integer <= (new.facts ->> 'passed')::integer + (new.facts ->> 'failed')::integer
    and ((its.terms ->> 'successLowerBound') is null or (its.terms ->> 'successLowerBound')::float8 - 1e-9
      <= lower_bound((new.facts ->> 'passed')::float8, (new.facts ->> 'failed')::float8))
    and ((its.terms ->> 'p95Ms') is null or (new.facts ->> 'p95Ms')::integer <= (its.terms ->> 'p95Ms')::integer)
    and ((its.terms ->> 'openWarnings') is null
      or (new.facts ->> 'openWarnings')::integer <= (its.terms ->> 'openWarnings')::integer)
    and (its.terms ->> 'testersWorking')::integer <= (new.facts ->> 'testersWorking')::integer
    and (new.facts ->> 'testersFailing')::integer = 0, false) is false then
    raise exception 'The numbers of submission % do not meet its terms.', new.submission_id using errcode = 'ZA001';
  end if;
  new.at = now();
  return new;
end $$;
create trigger guard_promotion before insert on promotion for each row execute function guard_promotion();

create function guard_promoted() returns trigger language plpgsql as $$
begin
  -- Of this very transaction: what its numbers said earlier says nothing of now.
  if not exists (
    select from promotion p join revision r on (r.submission_id, r.number) = (p.submission_id, p.revision) and r.digest = p.digest
     where (p.submission_id, p.revision, p.at) = (old.id, old.revision, now())) then
    raise exception 'Submission % has no record of its promotion.', old.id using errcode = 'ZA001';
  end if;
  return new;
end $$;
-- By its name it fires after the guards of approvals: those are told of first.
create trigger guard_submission_promotion before update on submission for each row
  when (old.stage = 'preview' and new.stage = 'publish') execute function guard_promoted();`;
