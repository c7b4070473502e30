import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * E-mail, and consumers. What a mail tells is written line by line, in the transaction of the change that it tells, whoever makes it; mails are made of
 * the lines when they are sent. Without a mail server nothing is written: a switch says whether there is one. A consumer says which
 * operations of a connector it uses; whoever is hit by a breaking version is told when it becomes public.
 */
export class MailAndConsumers1796700000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(mails);
    await db.query(lines);
    await db.query(guards);
    await db.query(consumers);
    await db.query(hits);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(
      'drop function write_mail, write_assignment_mail, write_escalation_mail, guard_mail, guard_mail_line cascade',
    );
    await db.query('drop function write_hit_mail, guard_consumer cascade');
    await db.query('drop table consumer, mail_line, mail, mail_address, mailing');
  }
}

const mails = `
-- One row: whether there is a mail server.
create table mailing (
  one boolean primary key default true check (one),
  enabled boolean not null
);
insert into mailing (enabled) values (false);
create table mail_address (
  account_id text primary key references account,
  -- As \`mailAddressPattern\` in core says it: nothing in it can end a header or a command.
  address text check (length(address) <= 254 and
    address ~ '^[A-Za-z0-9!#$%&''*+/=?^_\`{|}~-]+(\\.[A-Za-z0-9!#$%&''*+/=?^_\`{|}~-]+)*@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$'),
  wants text not null default 'my-turn' check (wants in ('none', 'my-turn', 'all'))
);
create table mail (
  -- In the Message-ID of every attempt, so that a repeated delivery is recognised.
  id text primary key,
  account_id text not null references account,
  state text not null check (state in ('due', 'sending', 'sent', 'parked', 'dropped')),
  -- Since it was made or last asked for again.
  attempts integer not null default 0 check (attempts >= 0),
  fence integer not null default 0,
  due_at timestamptz not null default now(),
  lease_until timestamptz,
  created_at timestamptz(3) not null default now(),
  -- Why the last attempt failed, in the server's words where it said any.
  failure text check (length(failure) <= 2000),
  check ((state = 'sending') = (lease_until is not null))
);
create index mail_due on mail (due_at) where state = 'due';
create index mail_sending on mail (lease_until) where state = 'sending';
create index mail_by_state on mail (state, created_at desc, id desc);
create index mail_of_account on mail (account_id, created_at desc);
create table mail_line (
  id bigint generated always as identity primary key,
  account_id text not null references account,
  -- Null until it is gathered into a mail.
  mail_id text references mail,
  event text not null,
  submission_id text not null references submission,
  publisher text not null,
  connector text not null,
  version text,
  revision integer not null,
  stage text not null,
  -- What a stranger wrote: a comment, a name. Escaped where it is shown.
  detail text not null default '' check (length(detail) <= 2000),
  at timestamptz(3) not null default now()
);
create index mail_line_waiting on mail_line (account_id, id) where mail_id is null;
create index mail_line_of_mail on mail_line (mail_id, id);`;

/** Nobody is told by mail what he did himself a moment ago: who acts is set in the transaction, where it is known. */
const lines = `
create function write_mail() returns trigger language plpgsql as $$
declare
  its_event text;
  its_detail text = '';
begin
  if not (select enabled from mailing) then return null; end if;
  if tg_op = 'INSERT' then its_event = 'submission.opened';
  elsif new.revision <> old.revision then its_event = 'submission.revised';
  elsif new.state <> old.state and new.state = 'running' then
    its_event = case old.state when 'waiting' then 'submission.approved' else 'submission.retried' end;
  elsif new.state <> old.state then its_event = 'submission.' || new.state;
  elsif new.stage <> old.stage then its_event = 'submission.advanced';
  else return null;
  end if;
  if new.state in ('returned', 'rejected') and old.state = 'waiting' then
    select left(comment, 2000) into its_detail from decision
     where (submission_id, revision, stage) = (new.id, new.revision, old.stage) and kind in ('return', 'reject')
     order by id desc limit 1;
  end if;
  insert into mail_line (account_id, event, submission_id, publisher, connector, version, revision, stage, detail)
    select a.account_id, its_event, new.id, new.publisher, new.connector, new.version, new.revision, new.stage,
           coalesce(its_detail, '')
      from mail_address a
     where a.address is not null and a.wants <> 'none'
       and (((its_event = 'submission.returned' or a.wants = 'all')
             and exists (select from membership m where (m.account_id, m.publisher) = (a.account_id, new.publisher)))
         or (its_event = 'submission.stopped'
             and exists (select from role r where (r.account_id, r.role) = (a.account_id, 'administrator'))));
  return null;
end $$;
create trigger write_mail after insert or update on submission for each row execute function write_mail();

create function write_assignment_mail() returns trigger language plpgsql as $$
begin
  if not (select enabled from mailing) or new.account_id = current_setting('assay.actor', true) then return null; end if;
  if tg_op = 'UPDATE' and new.account_id = old.account_id then return null; end if;
  insert into mail_line (account_id, event, submission_id, publisher, connector, version, revision, stage)
    select a.account_id, 'review.assigned', s.id, s.publisher, s.connector, s.version, s.revision, s.stage
      from mail_address a join submission s on s.id = new.submission_id
     where a.account_id = new.account_id and a.address is not null and a.wants <> 'none';
  return null;
end $$;
create trigger write_assignment_mail after insert or update on assignment
  for each row execute function write_assignment_mail();

create function write_escalation_mail() returns trigger language plpgsql as $$
declare
  holder text = (select account_id from assignment where submission_id = new.submission_id);
begin
  if not (select enabled from mailing) then return null; end if;
  -- What nobody has is the administrators' matter.
  insert into mail_line (account_id, event, submission_id, publisher, connector, version, revision, stage)
    select a.account_id, 'promise.' || new.level, s.id, s.publisher, s.connector, s.version, s.revision, s.stage
      from mail_address a join submission s on s.id = new.submission_id
     where a.address is not null and a.wants <> 'none'
       and (a.account_id = holder or (holder is null
         and exists (select from role r where (r.account_id, r.role) = (a.account_id, 'administrator'))));
  return null;
end $$;
create trigger write_escalation_mail after insert on escalation for each row execute function write_escalation_mail();`;

const guards = `
create function guard_mail() returns trigger language plpgsql as $$
begin
  if (new.id, new.account_id, new.created_at) is distinct from (old.id, old.account_id, old.created_at)
    or new.fence < old.fence or old.state in ('sent', 'dropped') then
    raise exception 'What a mail is never changes, its fence never falls, and an ended one stays as it is.'
      using errcode = 'ZA001';
  end if;
  return new;
end $$;
create trigger guard_mail before update on mail for each row execute function guard_mail();
create trigger keep_mail before delete on mail for each row execute function refuse_change();

create function guard_mail_line() returns trigger language plpgsql as $$
begin
  if old.mail_id is not null then
    raise exception 'What a mail tells stays as it was written.' using errcode = 'ZA001';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  if (new.id, new.account_id, new.event, new.submission_id, new.publisher, new.connector, new.version, new.revision,
      new.stage, new.detail, new.at) is distinct from
     (old.id, old.account_id, old.event, old.submission_id, old.publisher, old.connector, old.version, old.revision,
      old.stage, old.detail, old.at) then
    raise exception 'What a mail tells stays as it was written.' using errcode = 'ZA001';
  end if;
  return new;
end $$;
create trigger guard_mail_line before update or delete on mail_line for each row execute function guard_mail_line();`;

/** A version of what a consumer uses is a row; a new version replaces it by removing it. */
const consumers = `
create table consumer (
  id text primary key,
  publisher text not null,
  connector text not null,
  account_id text not null references account,
  name text not null check (length(name) between 1 and 100),
  operations text[] not null check (cardinality(operations) between 1 and 500),
  created_at timestamptz(3) not null default now(),
  removed_at timestamptz(3),
  foreign key (publisher, connector) references connector
);
create unique index consumer_once on consumer (account_id, publisher, connector, name) where removed_at is null;
create index consumer_of_connector on consumer (publisher, connector, created_at desc, id desc) where removed_at is null;
create function guard_consumer() returns trigger language plpgsql as $$
begin
  if (new.id, new.publisher, new.connector, new.account_id, new.name, new.operations, new.created_at) is distinct from
     (old.id, old.publisher, old.connector, old.account_id, old.name, old.operations, old.created_at)
    or old.removed_at is not null then
    raise exception 'What a consumer uses never changes; it is removed, once.' using errcode = 'ZA001';
  end if;
  return new;
end $$;
create trigger guard_consumer before update on consumer for each row execute function guard_consumer();
create trigger keep_consumer before delete on consumer for each row execute function refuse_change();`;

/** As `consumersHit` in core has it. Fires after write_mail, by its name: it is the last that a mail tells of the submission. */
const hits = `
create function write_hit_mail() returns trigger language plpgsql as $$
begin
  if not (select enabled from mailing) then return null; end if;
  insert into mail_line (account_id, event, submission_id, publisher, connector, version, revision, stage, detail)
    with broken as (
      select finding from (select distinct on (stage) report from step
         where (submission_id, revision) = (new.id, new.revision) and report is not null
         order by stage, position desc) as newest, jsonb_array_elements(newest.report -> 'findings') as finding
       where finding ->> 'severity' = 'ack' and (finding -> 'blocks')::boolean),
    hit as (
      select c.account_id, c.name, operation from consumer c cross join lateral unnest(c.operations) as operation
       where (c.publisher, c.connector) = (new.publisher, new.connector) and c.removed_at is null
         and exists (select from broken where not finding ? 'operations' or finding -> 'operations' ? operation))
    select a.account_id, 'consumer.hit', new.id, new.publisher, new.connector, new.version, new.revision, new.stage,
           (select left(string_agg(its.name || ': ' || its.operations, E'\\n' order by its.name), 2000)
              from (select name, string_agg(operation, ', ' order by operation) as operations
                      from hit where hit.account_id = a.account_id group by name) as its)
      from mail_address a
     where a.address is not null and a.wants <> 'none' and exists (select from hit where hit.account_id = a.account_id);
  return null;
end $$;
create trigger write_mail_of_hits after update of state on submission for each row
  when (old.state <> 'public' and new.state = 'public') execute function write_hit_mail();`;
