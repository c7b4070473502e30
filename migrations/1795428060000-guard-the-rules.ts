import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the database refuses whoever asks: moves that are not an edge of the flow, leaving a final state, changing what was
 * tested, approving one's own work, publishing what was not approved, and touching the audit trail. Refusals have their own
 * SQLSTATE: ZA001 a rule of the ledger (a bug of ours), ZA002 four eyes, ZA003 a decision about bytes that are not current.
 */
export class GuardTheRules1795428060000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`insert into transition (from_stage, from_state, to_stage, to_state) values ${rows(transitions)}`);
    await db.query(guardSubmission);
    await db.query(guardWork);
    await db.query(guardFacts);
    await db.query(guardDecision);
    await db.query(guardAudit);
    await db.query(forgetCredentials);
    await db.query(tellWatchers);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop function guard_submission, guard_work, guard_revision, guard_step, guard_publication, refuse_change,
      guard_decision, guard_audit_entry, forget_credentials, tell_submission, tell_step cascade`);
    await db.query('delete from transition');
  }
}

/** The edges of the flow as they stand with this migration: from stage and state, to stage and state. */
const transitions = `
  intake running, lint running        intake running, intake waiting      intake running, intake returned
  intake running, intake stopped      intake running, intake withdrawn    intake waiting, lint running
  intake waiting, intake returned     intake waiting, intake rejected     intake waiting, intake running
  intake waiting, intake withdrawn    intake stopped, intake running      intake stopped, intake withdrawn
  intake returned, intake running     intake returned, intake withdrawn

  lint running, compare running       lint running, lint waiting          lint running, lint returned
  lint running, lint stopped          lint running, lint withdrawn        lint waiting, compare running
  lint waiting, lint returned         lint waiting, lint rejected         lint waiting, intake running
  lint waiting, lint withdrawn        lint stopped, lint running          lint stopped, intake running
  lint stopped, lint withdrawn        lint returned, intake running       lint returned, lint withdrawn

  compare running, functional running   compare running, compare waiting    compare running, compare returned
  compare running, compare stopped      compare running, compare withdrawn  compare waiting, functional running
  compare waiting, compare returned     compare waiting, compare rejected   compare waiting, intake running
  compare waiting, compare withdrawn    compare stopped, compare running    compare stopped, intake running
  compare stopped, compare withdrawn    compare returned, intake running    compare returned, compare withdrawn

  functional running, preview running       functional running, functional waiting
  functional running, functional returned   functional running, functional stopped
  functional running, functional withdrawn  functional waiting, preview running
  functional waiting, functional returned   functional waiting, functional rejected
  functional waiting, intake running        functional waiting, functional withdrawn
  functional stopped, functional running    functional stopped, intake running
  functional stopped, functional withdrawn  functional returned, intake running
  functional returned, functional withdrawn

  preview running, publish running    preview running, preview waiting    preview running, preview returned
  preview running, preview stopped    preview running, preview withdrawn  preview waiting, publish running
  preview waiting, preview returned   preview waiting, preview rejected   preview waiting, intake running
  preview waiting, preview withdrawn  preview stopped, preview running    preview stopped, intake running
  preview stopped, preview withdrawn  preview returned, intake running    preview returned, preview withdrawn

  publish running, publish public     publish running, publish waiting    publish running, publish returned
  publish running, publish stopped    publish waiting, publish public     publish waiting, publish returned
  publish waiting, publish rejected   publish stopped, publish running
  publish returned, intake running    publish returned, publish withdrawn`;

/** Edges written as `stage state, stage state`, as the rows of an INSERT. */
function rows(edges: string): string {
  return [...edges.matchAll(/(\w+) (\w+), (\w+) (\w+)/g)].map(([, ...cells]) => `('${cells.join(`', '`)}')`).join(', ');
}

const guardSubmission = `
create function guard_submission() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'A submission is never deleted.' using errcode = 'ZA001';
  end if;
  if tg_op = 'INSERT' then
    if (new.stage, new.state, new.revision) is distinct from ('intake', 'running', 1) then
      raise exception 'A submission starts at intake with revision 1.' using errcode = 'ZA001';
    end if;
    return new;
  end if;
  if (new.id, new.publisher, new.connector, new.profile, new.created_at)
    is distinct from (old.id, old.publisher, old.connector, old.profile, old.created_at) then
    raise exception 'What a submission is about never changes.' using errcode = 'ZA001';
  end if;
  if old.state in ('rejected', 'withdrawn', 'public') then
    raise exception 'Submission % is final.', old.id using errcode = 'ZA001';
  end if;
  if (old.stage, old.state) is distinct from (new.stage, new.state) and not exists (
    select from transition
     where (from_stage, from_state, to_stage, to_state) = (old.stage, old.state, new.stage, new.state)) then
    raise exception 'No edge leads from %/% to %/%.', old.stage, old.state, new.stage, new.state using errcode = 'ZA001';
  end if;
  if new.revision <> old.revision
    and (new.revision, new.stage, new.state) is distinct from (old.revision + 1, 'intake', 'running') then
    raise exception 'A new revision is the next one, and starts at intake.' using errcode = 'ZA001';
  end if;
  if new.stage = 'publish' and old.stage <> 'publish' and not exists (
    select from decision d join revision r on (r.submission_id, r.number) = (d.submission_id, d.revision)
     where (d.submission_id, d.revision, d.kind) = (new.id, new.revision, 'approve') and d.digest = r.digest) then
    raise exception 'Submission % has no approval of its current bytes.', new.id using errcode = 'ZA001';
  end if;
  if new.state = 'public' and not exists (
    select from publication p join revision r on r.submission_id = p.submission_id and r.number = new.revision
     where p.submission_id = new.id and p.digest = r.digest and p.verified_at is not null) then
    raise exception 'Submission % has not been published and read back.', new.id using errcode = 'ZA001';
  end if;
  new.updated_at = now();
  return new;
end $$;
create trigger guard_submission before insert or update or delete on submission
  for each row execute function guard_submission();`;

/** Nothing that runs is forgotten: looked at when the transaction ends, because it takes several statements to get there. */
const guardWork = `
create function guard_work() returns trigger language plpgsql as $$
declare
  its_id text;
  running boolean;
  open_steps integer;
begin
  if tg_table_name = 'submission' then its_id = new.id; else its_id = new.submission_id; end if;
  select state = 'running' into running from submission where id = its_id;
  select count(*) into open_steps from step where submission_id = its_id and state in ('READY', 'LEASED');
  if running is distinct from (open_steps = 1) then
    raise exception 'Submission %: % open steps, running is %.', its_id, open_steps, running using errcode = 'ZA001';
  end if;
  return null;
end $$;
create constraint trigger guard_work after insert or update of state, stage, revision on submission
  deferrable initially deferred for each row execute function guard_work();
create constraint trigger guard_work after insert or update of state on step
  deferrable initially deferred for each row execute function guard_work();`;

const guardFacts = `
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% of % is refused: its rows stay as they were written.', tg_op, tg_table_name using errcode = 'ZA001';
end $$;

create function guard_revision() returns trigger language plpgsql as $$
begin
  if (new.submission_id, new.number, new.upload_sha256, new.upload_name, new.uploaded_by, new.uploaded_at)
    is distinct from
    (old.submission_id, old.number, old.upload_sha256, old.upload_name, old.uploaded_by, old.uploaded_at) then
    raise exception 'What was uploaded never changes.' using errcode = 'ZA001';
  end if;
  if old.digest is not null and (new.digest, new.files) is distinct from (old.digest, old.files) then
    raise exception 'The digest of a revision never changes.' using errcode = 'ZA001';
  end if;
  return new;
end $$;
create trigger guard_revision before update on revision for each row execute function guard_revision();
create trigger keep_revision before delete on revision for each row execute function refuse_change();

create function guard_step() returns trigger language plpgsql as $$
begin
  if (new.id, new.submission_id, new.revision, new.publisher, new.stage, new.round, new.input_digest)
    is distinct from
    (old.id, old.submission_id, old.revision, old.publisher, old.stage, old.round, old.input_digest) then
    raise exception 'What a step works on never changes.' using errcode = 'ZA001';
  end if;
  if old.state in ('DONE', 'FAILED', 'DEAD') then
    raise exception 'Step % has ended.', old.id using errcode = 'ZA001';
  end if;
  if new.fence < old.fence then
    raise exception 'A fence never falls.' using errcode = 'ZA001';
  end if;
  return new;
end $$;
create trigger guard_step before update on step for each row execute function guard_step();
create trigger keep_step before delete on step for each row execute function refuse_change();

create function guard_publication() returns trigger language plpgsql as $$
begin
  if (new.target, new.publisher, new.connector, new.version, new.digest, new.submission_id, new.intent_at)
    is distinct from
    (old.target, old.publisher, old.connector, old.version, old.digest, old.submission_id, old.intent_at)
    or old.verified_at is not null then
    raise exception 'A publication never changes.' using errcode = 'ZA001';
  end if;
  return new;
end $$;
create trigger guard_publication before update on publication for each row execute function guard_publication();
create trigger keep_publication before delete on publication for each row execute function refuse_change();
create trigger keep_decision before update or delete on decision for each row execute function refuse_change();`;

/** The account is locked so that a role or a membership that changes at the same moment comes clearly before or after. */
const guardDecision = `
create function guard_decision() returns trigger language plpgsql as $$
declare
  its record;
begin
  select s.publisher, s.stage, s.state, s.revision, r.digest into its
    from submission s join revision r on r.submission_id = s.id and r.number = s.revision
   where s.id = new.submission_id for update of s;
  if its.state is distinct from 'waiting' or new.stage is distinct from its.stage then
    raise exception 'Submission % does not wait for this decision.', new.submission_id using errcode = 'ZA001';
  end if;
  if (new.revision, new.digest) is distinct from (its.revision, its.digest) then
    raise exception 'The decision is not about the current bytes.' using errcode = 'ZA003';
  end if;
  perform from account where id = new.account_id for share;
  if not exists (select from role where account_id = new.account_id and role = 'reviewer') then
    raise exception 'your account is not a reviewer.' using errcode = 'ZA002';
  end if;
  if new.kind = 'approve' then
    if exists (select from revision where submission_id = new.submission_id and uploaded_by = new.account_id) then
      raise exception 'you uploaded a revision of it yourself.' using errcode = 'ZA002';
    end if;
    if exists (select from membership where account_id = new.account_id and publisher = its.publisher) then
      raise exception 'you belong to its publisher, %.', its.publisher using errcode = 'ZA002';
    end if;
  end if;
  new.at = now();
  return new;
end $$;
create trigger guard_decision before insert on decision for each row execute function guard_decision();`;

const guardAudit = `
create function guard_audit_entry() returns trigger language plpgsql as $$
begin
  if new.seq <> 1 + coalesce((select max(seq) from audit), 0) then
    raise exception 'Entry % does not follow the last one.', new.seq using errcode = 'ZA001';
  end if;
  return new;
end $$;
create trigger guard_audit_entry before insert on audit for each row execute function guard_audit_entry();
create trigger keep_audit before update or delete on audit for each row execute function refuse_change();
create trigger keep_audit_whole before truncate on audit for each statement execute function refuse_change();`;

/** The credentials of a submission end with it, in the transaction that makes it final, whoever makes it so. */
const forgetCredentials = `
create function forget_credentials() returns trigger language plpgsql as $$
begin
  delete from credential where submission_id = new.id;
  return null;
end $$;
create trigger forget_credentials after update on submission for each row
  when (new.state in ('rejected', 'withdrawn', 'public')) execute function forget_credentials();`;

/** Live progress. A renewed lease is no progress. */
const tellWatchers = `
create function tell_submission() returns trigger language plpgsql as $$
begin
  perform pg_notify('assay_changes', new.id);
  return null;
end $$;
create trigger tell_submission after insert or update on submission for each row execute function tell_submission();

create function tell_step() returns trigger language plpgsql as $$
begin
  perform pg_notify('assay_changes', new.submission_id);
  return null;
end $$;
create trigger tell_step after insert on step for each row execute function tell_step();
create trigger tell_step_moved after update on step for each row
  when ((old.state, old.note, old.fence) is distinct from (new.state, new.note, new.fence)) execute function tell_step();`;
