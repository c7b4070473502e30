import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Testers of a version in preview: who may be one, whose verdict counts, the connection that each brings along, and how much the
 * gateway was used. As before, the database refuses what must not be, whoever asks. ZA001 is a rule of the ledger (a bug of ours), ZA002
 * four eyes, ZA003 bytes that are not current.
 */
export class TestersAndGateway1796300000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(guardTesters);
    await db.query(guardVerdicts);
    await db.query(connections);
    await db.query(uses);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table preview_use, preview_connection');
    await db.query('drop index tester_of_account');
    await db.query(`drop function not_independent, guard_tester, guard_tester_verdict, guard_preview_connection,
      forget_preview_connections, forget_preview_connection, guard_preview_use cascade`);
  }
}

/** The account is locked, so that a membership that changes at the same moment comes clearly before or after. */
const guardTesters = `
create index tester_of_account on tester (account_id, at desc, submission_id desc) where removed_at is null;

-- Why an account can be no tester whose verdict counts; null when it can.
create function not_independent(its_id text, its_account text) returns text language plpgsql as $$
declare
  its_publisher text;
begin
  select publisher into its_publisher from submission where id = its_id;
  perform from account where id = its_account for share;
  if exists (select from revision where submission_id = its_id and uploaded_by = its_account) then
    return 'the account uploaded a revision of it.';
  end if;
  if exists (select from membership where account_id = its_account and publisher = its_publisher) then
    return format('the account belongs to its publisher, %s.', its_publisher);
  end if;
  return null;
end $$;

create function guard_tester() returns trigger language plpgsql as $$
declare
  its_state text;
  reason text;
begin
  if tg_op = 'UPDATE' and (new.submission_id, new.account_id) is distinct from (old.submission_id, old.account_id) then
    raise exception 'Who was invited to what never changes.' using errcode = 'ZA001';
  end if;
  if tg_op = 'UPDATE' and old.removed_at is null then
    if (new.invited_by, new.at) is distinct from (old.invited_by, old.at) then
      raise exception 'An invitation stays as it was made.' using errcode = 'ZA001';
    end if;
    return new;
  end if;
  select state into its_state from submission where id = new.submission_id for update;
  if its_state in ('rejected', 'withdrawn', 'public') then
    raise exception 'Submission % is final.', new.submission_id using errcode = 'ZA001';
  end if;
  if new.removed_at is not null then
    raise exception 'Nobody is invited as removed.' using errcode = 'ZA001';
  end if;
  reason = not_independent(new.submission_id, new.account_id);
  if reason is not null then raise exception '%', reason using errcode = 'ZA002'; end if;
  new.at = now();
  return new;
end $$;
create trigger guard_tester before insert or update on tester for each row execute function guard_tester();
create trigger keep_tester before delete on tester for each row execute function refuse_change();
create trigger tell_tester after insert or update on tester for each row execute function tell_step();`;

const guardVerdicts = `
create function guard_tester_verdict() returns trigger language plpgsql as $$
declare
  its record;
  reason text;
begin
  select s.stage, s.state, s.revision, s.digest into its from submission s where s.id = new.submission_id for update;
  if (its.stage, its.state) is distinct from ('preview', 'waiting') then
    raise exception 'Submission % is not in preview.', new.submission_id using errcode = 'ZA001';
  end if;
  if (new.revision, new.digest) is distinct from (its.revision, its.digest) then
    raise exception 'The verdict is not about the current bytes.' using errcode = 'ZA003';
  end if;
  if not exists (select from tester where (submission_id, account_id) = (new.submission_id, new.account_id) and removed_at is null) then
    raise exception 'Account % is no tester of submission %.', new.account_id, new.submission_id using errcode = 'ZA001';
  end if;
  reason = not_independent(new.submission_id, new.account_id);
  if reason is not null then raise exception '%', reason using errcode = 'ZA002'; end if;
  new.at = now();
  return new;
end $$;
create trigger guard_tester_verdict before insert on tester_verdict
  for each row execute function guard_tester_verdict();
create trigger tell_tester_verdict after insert on tester_verdict for each row execute function tell_step();`;

/**
 * One sealed record for each person: what a person brings along is stored, renewed and forgotten as a whole. It ends with the submission
 * and with the invitation, in the transaction that ends them.
 */
const connections = `
create table preview_connection (
  submission_id text not null references submission,
  account_id text not null references account,
  key_id text not null,
  wrapped_key bytea not null,
  sealed bytea not null,
  stored_at timestamptz(3) not null default now(),
  primary key (submission_id, account_id)
);
create trigger guard_preview_connection_key before insert or update of key_id on preview_connection
  for each row execute function guard_credential_key();

create function guard_preview_connection() returns trigger language plpgsql as $$
declare
  its record;
begin
  select s.publisher, s.state into its from submission s where s.id = new.submission_id for update;
  if its.state in ('rejected', 'withdrawn', 'public') then
    raise exception 'Submission % is final.', new.submission_id using errcode = 'ZA001';
  end if;
  if not exists (select from tester where (submission_id, account_id) = (new.submission_id, new.account_id) and removed_at is null)
    and not exists (select from membership where (account_id, publisher) = (new.account_id, its.publisher))
    and not exists (select from role where account_id = new.account_id and role in ('reviewer', 'administrator')) then
    raise exception 'Account % may not call the preview of submission %.', new.account_id, new.submission_id using errcode = 'ZA001';
  end if;
  return new;
end $$;
create trigger guard_preview_connection before insert on preview_connection
  for each row execute function guard_preview_connection();

create function forget_preview_connections() returns trigger language plpgsql as $$
begin
  delete from preview_connection where submission_id = new.id;
  return null;
end $$;
create trigger forget_preview_connections after update on submission for each row
  when (new.state in ('rejected', 'withdrawn', 'public')) execute function forget_preview_connections();

create function forget_preview_connection() returns trigger language plpgsql as $$
begin
  delete from preview_connection where (submission_id, account_id) = (new.submission_id, new.account_id);
  return null;
end $$;
create trigger forget_preview_connection after update on tester for each row
  when (new.removed_at is not null) execute function forget_preview_connection();`;

/** Counters, not calls: whoever calls all day long fills no table. */
const uses = `
create table preview_use (
  submission_id text not null,
  revision integer not null,
  account_id text not null references account,
  calls integer not null check (calls > 0),
  -- Answered with a status below 400.
  good_calls integer not null check (good_calls between 0 and calls),
  last_at timestamptz(3) not null default now(),
  foreign key (submission_id, revision) references revision,
  primary key (submission_id, revision, account_id)
);
create function guard_preview_use() returns trigger language plpgsql as $$
begin
  if (new.submission_id, new.revision, new.account_id) is distinct from (old.submission_id, old.revision, old.account_id)
    or new.calls <> old.calls + 1 or new.good_calls not in (old.good_calls, old.good_calls + 1) then
    raise exception 'Calls are counted one by one.' using errcode = 'ZA001';
  end if;
  return new;
end $$;
create trigger guard_preview_use before update on preview_use for each row execute function guard_preview_use();
create trigger keep_preview_use before delete on preview_use for each row execute function refuse_change();`;
