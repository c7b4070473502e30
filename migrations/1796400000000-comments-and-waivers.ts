import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What people say about a submission, and what reviewers except. Comments, resolutions, waivers and revocations are facts: they are added,
 * and never changed. Four eyes hold for waivers as for approvals, and no approval rests on a waiver that has ended. ZA001 is a rule of the
 * ledger (a bug of ours), ZA002 four eyes, ZA003 bytes that are not current.
 */
export class CommentsAndWaivers1796400000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(comments);
    await db.query(guardComments);
    await db.query(notices);
    await db.query(waivers);
    await db.query(guardWaivers);
    await db.query(guardApproval);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop function guard_comment, guard_comment_resolution, write_comment_notice, write_resolution_notice,
      notice_of_comment, tell_resolution, guard_waiver, guard_waiver_revocation, guard_excepted, newest_findings cascade`);
    await db.query('drop table waiver_revocation, waiver, comment_resolution, comment');
  }
}

const comments = `
create table comment (
  id text primary key check (length(id) between 1 and 64),
  -- The order in which they were made.
  position bigint generated always as identity unique,
  submission_id text not null,
  -- The revision that its anchor is a place of.
  revision integer not null,
  -- The comment that began the thread; null for that one.
  thread_id text references comment,
  account_id text not null references account,
  -- As whom it was said: nobody's later roles change that.
  role text not null check (role in ('submitter', 'reviewer', 'tester')),
  visibility text not null check (visibility in ('all', 'reviewers')),
  -- Plain text: tabs and line ends are its only control characters.
  text text not null check (length(text) between 1 and 10000 and text !~ '[\\u0001-\\u0008\\u000b-\\u001f\\u007f-\\u009f]'),
  -- What it is about, as that was when it was made; a reply is about what its thread is.
  anchor jsonb,
  at timestamptz(3) not null default now(),
  foreign key (submission_id, revision) references revision,
  check ((thread_id is null) = (anchor is not null)),
  check (visibility = 'all' or role = 'reviewer')
);
create index comment_of_submission on comment (submission_id, position desc);
create trigger keep_comment before update or delete on comment for each row execute function refuse_change();
create trigger tell_comment after insert on comment for each row execute function tell_step();

create table comment_resolution (
  id bigint generated always as identity primary key,
  comment_id text not null references comment,
  kind text not null check (kind in ('resolved', 'reopened')),
  account_id text not null references account,
  at timestamptz(3) not null default now()
);
create index comment_resolution_newest on comment_resolution (comment_id, id desc);
create trigger keep_comment_resolution before update or delete on comment_resolution
  for each row execute function refuse_change();
create function tell_resolution() returns trigger language plpgsql as $$
begin
  perform pg_notify('assay_changes', submission_id) from comment where id = new.comment_id;
  return null;
end $$;
create trigger tell_comment_resolution after insert on comment_resolution for each row execute function tell_resolution();`;

/** A reviewer who belongs to the publisher speaks for it, and sees no notes of the reviewers. */
const guardComments = `
create function guard_comment() returns trigger language plpgsql as $$
declare
  its record;
  root record;
  is_member boolean;
begin
  select publisher into its from submission where id = new.submission_id for update;
  if new.thread_id is not null then
    select submission_id, thread_id, visibility into root from comment where id = new.thread_id;
    if root.submission_id is distinct from new.submission_id or root.thread_id is not null
      or root.visibility is distinct from new.visibility then
      raise exception 'A reply belongs to a thread of the same submission, for the same readers.' using errcode = 'ZA001';
    end if;
  end if;
  perform from account where id = new.account_id for share;
  is_member = exists (select from membership where account_id = new.account_id and publisher = its.publisher);
  if new.role = 'submitter' and not is_member then
    raise exception 'you do not belong to its publisher, %.', its.publisher using errcode = 'ZA002';
  end if;
  if new.role = 'reviewer' then
    if not exists (select from role where account_id = new.account_id and role = 'reviewer') then
      raise exception 'your account is not a reviewer.' using errcode = 'ZA002';
    end if;
    if is_member then
      raise exception 'you belong to its publisher, %.', its.publisher using errcode = 'ZA002';
    end if;
  end if;
  if new.role = 'tester' and not exists (
    select from tester where (submission_id, account_id) = (new.submission_id, new.account_id) and removed_at is null) then
    raise exception 'you do not test it.' using errcode = 'ZA002';
  end if;
  new.at = now();
  return new;
end $$;
create trigger guard_comment before insert on comment for each row execute function guard_comment();

create function guard_comment_resolution() returns trigger language plpgsql as $$
declare
  its record;
  is_member boolean;
  is_reviewer boolean;
begin
  select s.publisher, c.thread_id, c.visibility into its
    from comment c join submission s on s.id = c.submission_id where c.id = new.comment_id for update of s;
  if its.thread_id is not null then
    raise exception 'A thread is resolved by the comment that began it.' using errcode = 'ZA001';
  end if;
  if new.kind = coalesce(
    (select kind from comment_resolution where comment_id = new.comment_id order by id desc limit 1), 'reopened') then
    raise exception 'The thread is % already.', new.kind using errcode = 'ZA001';
  end if;
  perform from account where id = new.account_id for share;
  is_member = exists (select from membership where account_id = new.account_id and publisher = its.publisher);
  is_reviewer = exists (select from role where account_id = new.account_id and role = 'reviewer');
  if not (is_reviewer and (not is_member or its.visibility = 'all') or is_member and its.visibility = 'all') then
    raise exception 'you are no side of this conversation.' using errcode = 'ZA002';
  end if;
  new.at = now();
  return new;
end $$;
create trigger guard_comment_resolution before insert on comment_resolution
  for each row execute function guard_comment_resolution();`;

/** As write_notice does for moves. What only reviewers may read is told to nobody, and the text of no comment is. */
const notices = `
create function notice_of_comment(its_event text, its_comment comment, by_role text) returns void language plpgsql as $$
declare
  its submission%rowtype;
  its_id text = gen_random_uuid()::text;
begin
  if its_comment.visibility <> 'all' then return; end if;
  select * into its from submission where id = its_comment.submission_id;
  if not exists (
    select from webhook where publisher = its.publisher and its_event = any (events) and removed_at is null) then
    return;
  end if;
  insert into notice (id, event, submission_id, body) values (its_id, its_event, its.id, json_build_object(
    'type', its_event,
    'timestamp', to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'data', json_build_object('submission', its.id, 'publisher', its.publisher, 'connector', its.connector,
      'revision', its.revision, 'version', its.version, 'digest', its.digest, 'stage', its.stage, 'state', its.state,
      'comment', its_comment.id, 'thread', coalesce(its_comment.thread_id, its_comment.id), 'role', by_role))::text);
  insert into delivery (id, notice_id, webhook_id, publisher, state)
    select gen_random_uuid()::text, its_id, id, publisher, case when disabled_at is null then 'due' else 'parked' end
      from webhook where publisher = its.publisher and its_event = any (events) and removed_at is null;
end $$;

create function write_comment_notice() returns trigger language plpgsql as $$
begin
  perform notice_of_comment('comment.added', new, new.role);
  return null;
end $$;
create trigger write_comment_notice after insert on comment for each row execute function write_comment_notice();

create function write_resolution_notice() returns trigger language plpgsql as $$
declare
  its comment%rowtype;
begin
  select * into its from comment where id = new.comment_id;
  perform notice_of_comment('comment.' || new.kind, its, its.role);
  return null;
end $$;
create trigger write_resolution_notice after insert on comment_resolution
  for each row execute function write_resolution_notice();`;

const waivers = `
create table waiver (
  id text primary key check (length(id) between 1 and 64),
  position bigint generated always as identity unique,
  submission_id text not null,
  revision integer not null,
  -- Of the package that the reviewer looked at.
  digest text not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
  publisher text not null,
  connector text not null,
  scope text not null check (scope in ('submission', 'connector')),
  fingerprint text not null check (fingerprint ~ '^[0-9a-f]{64}$'),
  -- The finding, as it was.
  rule text not null,
  file text not null,
  pointer text,
  message text not null,
  reason text not null check (length(reason) between 1 and 10000),
  account_id text not null references account,
  -- The last day on which it holds, in UTC.
  expires date not null,
  at timestamptz(3) not null default now(),
  foreign key (submission_id, revision) references revision,
  foreign key (publisher, connector) references connector
);
create index waiver_of_connector on waiver (publisher, connector, position desc);
create trigger keep_waiver before update or delete on waiver for each row execute function refuse_change();
create trigger tell_waiver after insert on waiver for each row execute function tell_step();

create table waiver_revocation (
  waiver_id text primary key references waiver,
  reason text not null check (length(reason) between 1 and 10000),
  account_id text not null references account,
  at timestamptz(3) not null default now()
);
create trigger keep_waiver_revocation before update or delete on waiver_revocation
  for each row execute function refuse_change();`;

const guardWaivers = `
create function newest_findings(its_id text, its_revision integer) returns table (finding jsonb)
language sql stable as $$
  select f.finding
    from (select distinct on (stage) report from step
           where submission_id = its_id and revision = its_revision and report is not null
           order by stage, position desc) as newest,
         jsonb_array_elements(newest.report -> 'findings') as f (finding)
$$;

create function guard_waiver() returns trigger language plpgsql as $$
declare
  its record;
  today date = (now() at time zone 'utc')::date;
begin
  select s.publisher, s.connector, s.state, s.revision, r.digest into its
    from submission s join revision r on r.submission_id = s.id and r.number = s.revision
   where s.id = new.submission_id for update of s;
  if its.state in ('rejected', 'withdrawn', 'public') then
    raise exception 'Submission % is final.', new.submission_id using errcode = 'ZA001';
  end if;
  if (new.revision, new.digest) is distinct from (its.revision, its.digest) then
    raise exception 'The waiver is not about the current bytes.' using errcode = 'ZA003';
  end if;
  if (new.publisher, new.connector) is distinct from (its.publisher, its.connector) then
    raise exception 'A waiver is for the connector of its submission.' using errcode = 'ZA001';
  end if;
  if new.expires < today or new.expires > (today + interval '1 year')::date then
    raise exception 'A waiver ends between today and a year from now.' using errcode = 'ZA001';
  end if;
  -- Breaking changes are acknowledged by both sides, and never waived.
  if not exists (
    select from newest_findings(new.submission_id, new.revision) as f
     where f.finding ->> 'fingerprint' = new.fingerprint and f.finding ->> 'rule' = new.rule
       and f.finding ->> 'severity' <> 'ack'
       and ((f.finding -> 'blocks')::boolean or f.finding ->> 'status' = 'waived')) then
    raise exception 'There is no finding % that a waiver could set aside.', new.fingerprint using errcode = 'ZA001';
  end if;
  if exists (
    select from waiver w where (w.publisher, w.connector, w.rule, w.fingerprint)
             = (new.publisher, new.connector, new.rule, new.fingerprint)
       and (w.scope = 'connector' or w.submission_id = new.submission_id) and w.expires >= today
       and not exists (select from waiver_revocation where waiver_id = w.id)) then
    raise exception 'Finding % is waived already.', new.fingerprint using errcode = 'ZA001';
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
  new.at = now();
  return new;
end $$;
create trigger guard_waiver before insert on waiver for each row execute function guard_waiver();

-- The waiver is locked, so that an approval that rests on it comes clearly before or after.
create function guard_waiver_revocation() returns trigger language plpgsql as $$
declare
  its record;
begin
  select publisher into its from waiver where id = new.waiver_id for update;
  perform from account where id = new.account_id for share;
  if not exists (select from role where account_id = new.account_id and role = 'reviewer') then
    raise exception 'your account is not a reviewer.' using errcode = 'ZA002';
  end if;
  if exists (select from membership where account_id = new.account_id and publisher = its.publisher) then
    raise exception 'you belong to its publisher, %.', its.publisher using errcode = 'ZA002';
  end if;
  new.at = now();
  return new;
end $$;
create trigger guard_waiver_revocation before insert on waiver_revocation
  for each row execute function guard_waiver_revocation();`;

/** Fires before the guard of decisions, by its name, and so locks the submission itself. */
const guardApproval = `
create function guard_excepted() returns trigger language plpgsql as $$
declare
  used text[];
begin
  if new.kind <> 'approve' then return new; end if;
  perform from submission where id = new.submission_id for update;
  select array_agg(f.finding -> 'waiver' ->> 'id') into used
    from newest_findings(new.submission_id, new.revision) as f where f.finding ->> 'status' = 'waived';
  perform from waiver where id = any (used) order by id for share;
  if exists (
    select from waiver w where w.id = any (used)
       and (w.expires < (now() at time zone 'utc')::date
            or exists (select from waiver_revocation where waiver_id = w.id))) then
    raise exception 'A waiver that submission % rests on has ended.', new.submission_id using errcode = 'ZA001';
  end if;
  return new;
end $$;
create trigger guard_excepted before insert on decision for each row execute function guard_excepted();`;
