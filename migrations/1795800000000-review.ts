import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Reviews: the terms on which a revision waits, the clock that runs while it is our turn, who looks at it, what was said about it and
 * what was excepted. As before, the database refuses what must not be, whoever asks: a version that too few reviewers approved, or on
 * evidence that has aged, is not published; nobody is given what he may not approve. Refusals of the second kind are ZA002, four eyes.
 */
export class Review1795800000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(gates);
    await db.query(clock);
    await db.query(assignments);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop function guard_lane, keep_turns, keep_queue, guard_assignment, end_assignment cascade');
    await db.query('drop table assignment, last_assignment, escalation, queue, turn, gate');
    await db.query('drop index decision_approval_once');
    await db.query(
      `alter table decision add constraint decision_submission_id_revision_stage_account_id_key
         unique (submission_id, revision, stage, account_id)`,
    );
  }
}

/** The reviewer who approved as the first of two may still return or reject; an approval counts once. */
const gates = `
create table gate (
  submission_id text not null,
  revision integer not null,
  stage text not null,
  lane text not null check (lane in ('fast', 'normal', 'careful')),
  risks jsonb not null,
  approvals_needed integer not null check (approvals_needed between 1 and 2),
  promise_hours numeric not null check (promise_hours > 0),
  escalate_at_share numeric not null check (escalate_at_share > 0 and escalate_at_share < 1),
  evidence_until timestamptz(3) not null,
  at timestamptz(3) not null default now(),
  foreign key (submission_id, revision) references revision,
  primary key (submission_id, revision, stage),
  check ((lane = 'careful') = (approvals_needed = 2))
);
create trigger keep_gate before update or delete on gate for each row execute function refuse_change();

alter table decision drop constraint decision_submission_id_revision_stage_account_id_key;
create unique index decision_approval_once on decision (submission_id, revision, stage, account_id) where kind = 'approve';

create function guard_lane() returns trigger language plpgsql as $$
declare
  its record;
  given integer;
begin
  select approvals_needed, evidence_until into its from gate
   where (submission_id, revision, stage) = (old.id, old.revision, old.stage);
  select coalesce(max(reviewers), 0) into given from (
    select count(distinct d.account_id) as reviewers from decision d
      join revision r on (r.submission_id, r.number) = (d.submission_id, d.revision) and r.digest = d.digest
     where (d.submission_id, d.revision, d.stage, d.kind) = (old.id, old.revision, old.stage, 'approve')
     group by d.ruleset_digest) as by_ruleset;
  -- Without terms nobody knows what is risky about it: then it takes two.
  if given < coalesce(its.approvals_needed, 2) then
    raise exception 'Submission % has % of % approvals.', old.id, given, coalesce(its.approvals_needed, 2) using errcode = 'ZA001';
  end if;
  if its.evidence_until < now() then
    raise exception 'The evidence of submission % was good until %.', old.id, its.evidence_until using errcode = 'ZA001';
  end if;
  return new;
end $$;
create trigger guard_submission_lane before update on submission for each row
  when (old.stage = 'preview' and new.stage = 'publish') execute function guard_lane();`;

/**
 * Whose turn it is and since when: one row whenever that changes, and in it how much of our own time had passed before. It is written by
 * the table itself, so that no way of changing a submission can forget it. What happened before this migration counts as no time.
 */
const clock = `
create table turn (
  submission_id text not null references submission,
  number integer not null,
  ours boolean not null,
  began_at timestamptz(3) not null,
  used_ms bigint not null check (used_ms >= 0),
  primary key (submission_id, number)
);
create trigger keep_turn before update or delete on turn for each row execute function refuse_change();

create function keep_turns() returns trigger language plpgsql as $$
declare
  last record;
  is_ours boolean := new.state in ('running', 'waiting', 'stopped');
begin
  select number, ours, began_at, used_ms into last from turn where submission_id = new.id order by number desc limit 1;
  if found and last.ours = is_ours then return null; end if;
  insert into turn (submission_id, number, ours, began_at, used_ms) values (
    new.id, coalesce(last.number, 0) + 1, is_ours, now(),
    coalesce(last.used_ms, 0) + case when last.ours
      then greatest(0, round(extract(epoch from now() - last.began_at) * 1000)) else 0 end);
  return null;
end $$;
create trigger keep_turns after insert or update of state on submission for each row execute function keep_turns();

-- What waits, and when its promise comes near and breaks: while it waits its clock runs, so that these moments stand still.
create table queue (
  submission_id text primary key references submission,
  due_at timestamptz(3) not null,
  near_at timestamptz(3) not null
);
create index queue_due on queue (due_at, submission_id);
create function keep_queue() returns trigger language plpgsql as $$
begin
  delete from queue where submission_id = new.id;
  if new.state = 'waiting' then
    -- A gate of another kind has no terms: it gets the usual promise of the careful lane.
    insert into queue (submission_id, due_at, near_at)
      select new.id, t.began_at + make_interval(secs => ((c.promised - t.used_ms) / 1000)::float8),
             t.began_at + make_interval(secs => ((c.promised * c.share - t.used_ms) / 1000)::float8)
        from (select began_at, used_ms from turn where submission_id = new.id order by number desc limit 1) t
        left join gate g on (g.submission_id, g.revision, g.stage) = (new.id, new.revision, new.stage)
       cross join lateral (select coalesce(g.promise_hours, 72) * 3600000 as promised, coalesce(g.escalate_at_share, 0.75) as share) c;
  end if;
  return null;
end $$;
-- Triggers fire in the order of their names: the turn is written by then.
create trigger keep_turns_queue after update of state on submission for each row
  when (old.state is distinct from new.state and 'waiting' in (old.state, new.state)) execute function keep_queue();
insert into turn (submission_id, number, ours, began_at, used_ms)
  select id, 1, state in ('running', 'waiting', 'stopped'), now(), 0 from submission;
insert into queue (submission_id, due_at, near_at)
  select id, now() + interval '72 hours', now() + interval '54 hours' from submission where state = 'waiting';

create table escalation (
  submission_id text not null references submission,
  level text not null check (level in ('near', 'broken')),
  at timestamptz(3) not null default now(),
  primary key (submission_id, level)
);
create trigger keep_escalation before update or delete on escalation for each row execute function refuse_change();`;

/** Who looks at a submission now. What was is in the trail. */
const assignments = `
create table assignment (
  submission_id text primary key references submission,
  account_id text not null references account,
  at timestamptz(3) not null default now()
);
create index assignment_of_account on assignment (account_id);
create table last_assignment (
  account_id text primary key references account,
  at timestamptz not null default clock_timestamp()
);

create function guard_assignment() returns trigger language plpgsql as $$
declare
  its record;
begin
  select s.publisher, s.state, s.stage, s.revision into its from submission s where s.id = new.submission_id for update;
  if its.state is distinct from 'waiting' then
    raise exception 'Submission % does not wait for a reviewer.', new.submission_id using errcode = 'ZA001';
  end if;
  perform from account where id = new.account_id for share;
  if not exists (select from role where account_id = new.account_id and role = 'reviewer') then
    raise exception 'your account is not a reviewer.' using errcode = 'ZA002';
  end if;
  if exists (select from revision where submission_id = new.submission_id and uploaded_by = new.account_id) then
    raise exception 'you uploaded a revision of it yourself.' using errcode = 'ZA002';
  end if;
  if exists (select from membership where account_id = new.account_id and publisher = its.publisher) then
    raise exception 'you belong to its publisher, %.', its.publisher using errcode = 'ZA002';
  end if;
  insert into last_assignment (account_id) values (new.account_id)
    on conflict (account_id) do update set at = clock_timestamp();
  return new;
end $$;
create trigger guard_assignment before insert or update on assignment for each row execute function guard_assignment();

create function end_assignment() returns trigger language plpgsql as $$
begin
  delete from assignment where submission_id = new.id;
  return null;
end $$;
create trigger end_assignment after update of state on submission for each row
  when (old.state = 'waiting' and new.state <> 'waiting') execute function end_assignment();`;
