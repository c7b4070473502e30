import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Acknowledgements of breaking changes: facts that are only ever added, by the right people, about findings that are there; and no
 * approval while one is missing. ZA001 is a rule of the ledger (a bug of ours), ZA002 four eyes, ZA003 bytes that are not current.
 */
export class AcknowledgeBreakingChanges1795700000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(table);
    await db.query(findings);
    await db.query(guard);
    await db.query(guardApproval);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop trigger guard_acknowledged on decision');
    await db.query('drop table acknowledgement');
    await db.query('drop function guard_acknowledgement, guard_acknowledged, breaking_changes');
  }
}

const table = `
create table acknowledgement (
  id bigint generated always as identity primary key,
  submission_id text not null,
  revision integer not null,
  fingerprint text not null check (fingerprint ~ '^[0-9a-f]{64}$'),
  digest text not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
  side text not null check (side in ('submitter', 'reviewer')),
  account_id text not null references account,
  comment text not null check (length(comment) <= 10000),
  at timestamptz(3) not null default now(),
  foreign key (submission_id, revision) references revision,
  -- One yes of each side is enough, and two different people give them.
  unique (submission_id, fingerprint, side),
  unique (submission_id, fingerprint, account_id)
);
create trigger keep_acknowledgement before update or delete on acknowledgement
  for each row execute function refuse_change();
create trigger tell_acknowledgement after insert on acknowledgement for each row execute function tell_step();`;

/** As `breakingChangesOf` in core has it: of the newest report of each stage. */
const findings = `
create function breaking_changes(its_id text, its_revision integer) returns table (fingerprint text)
language sql stable as $$
  select distinct finding ->> 'fingerprint'
    from (select distinct on (stage) report from step
           where submission_id = its_id and revision = its_revision and report is not null
           order by stage, position desc) as newest,
         jsonb_array_elements(newest.report -> 'findings') as finding
   where finding ->> 'severity' = 'ack' and (finding -> 'blocks')::boolean
$$;`;

const guard = `
create function guard_acknowledgement() returns trigger language plpgsql as $$
declare
  its record;
  is_member boolean;
begin
  select s.publisher, s.state, s.revision, r.digest into its
    from submission s join revision r on r.submission_id = s.id and r.number = s.revision
   where s.id = new.submission_id for update of s;
  if its.state in ('rejected', 'withdrawn', 'public') then
    raise exception 'Submission % is final.', new.submission_id using errcode = 'ZA001';
  end if;
  if (new.revision, new.digest) is distinct from (its.revision, its.digest) then
    raise exception 'The acknowledgement is not about the current bytes.' using errcode = 'ZA003';
  end if;
  if not exists (select from breaking_changes(new.submission_id, new.revision) as b where b.fingerprint = new.fingerprint) then
    raise exception 'There is no breaking change %.', new.fingerprint using errcode = 'ZA001';
  end if;
  if exists (select from acknowledgement a where (a.submission_id, a.fingerprint, a.account_id)
                = (new.submission_id, new.fingerprint, new.account_id) and a.side <> new.side) then
    raise exception 'you acknowledged it for the other side.' using errcode = 'ZA002';
  end if;
  perform from account where id = new.account_id for share;
  is_member = exists (select from membership where account_id = new.account_id and publisher = its.publisher);
  if new.side = 'submitter' then
    if not is_member then
      raise exception 'you do not belong to its publisher, %.', its.publisher using errcode = 'ZA002';
    end if;
  else
    if not exists (select from role where account_id = new.account_id and role = 'reviewer') then
      raise exception 'your account is not a reviewer.' using errcode = 'ZA002';
    end if;
    if exists (select from revision where submission_id = new.submission_id and uploaded_by = new.account_id) then
      raise exception 'you uploaded a revision of it yourself.' using errcode = 'ZA002';
    end if;
    if is_member then
      raise exception 'you belong to its publisher, %.', its.publisher using errcode = 'ZA002';
    end if;
  end if;
  new.at = now();
  return new;
end $$;
create trigger guard_acknowledgement before insert on acknowledgement
  for each row execute function guard_acknowledgement();`;

/** Fires before the guard of decisions, by its name, and so locks the submission itself. */
const guardApproval = `
create function guard_acknowledged() returns trigger language plpgsql as $$
begin
  perform from submission where id = new.submission_id for update;
  if new.kind = 'approve' and exists (
    select from breaking_changes(new.submission_id, new.revision) as b
     where 2 > (select count(*) from acknowledgement a
                 where (a.submission_id, a.fingerprint) = (new.submission_id, b.fingerprint))) then
    raise exception 'A breaking change of submission % is not acknowledged by both sides.', new.submission_id
      using errcode = 'ZA001';
  end if;
  return new;
end $$;
create trigger guard_acknowledged before insert on decision for each row execute function guard_acknowledged();`;
