import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What following a submission needs: whose fault an end was, quick history, and webhooks. A notice and its deliveries are written by the
 * database in the transaction of the change that they tell, whoever makes it: none is lost, and none tells what did not happen.
 */
export class TrackAndTell1795900000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(tracking);
    await db.query(webhooks);
    await db.query(notices);
    await db.query(guards);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop function guard_webhook, guard_delivery, write_notice cascade');
    await db.query('drop table delivery_attempt, delivery, notice, webhook');
    await db.query('drop index decision_newest');
    await db.query('drop index step_ended');
    await db.query('alter table step drop column fault');
  }
}

const tracking = `
-- Whose fault it was that the step failed or is tried again; null where it did not, and for what ended before this column was made.
alter table step add column fault text check (fault in ('yours', 'ours', 'upstream'));
create index step_ended on step (stage, finished_at desc) where state in ('DONE', 'FAILED');
create index decision_newest on decision (stage, id desc);`;

const webhooks = `
create table webhook (
  id text primary key,
  publisher text not null references publisher,
  url text not null check (length(url) between 1 and 2000),
  events text[] not null check (cardinality(events) between 1 and 50),
  created_by text not null references account,
  created_at timestamptz(3) not null default now(),
  key_id text not null,
  wrapped_key bytea not null,
  sealed bytea not null,
  -- Since when no delivery was taken; null while the last one was.
  failing_since timestamptz(3),
  disabled_at timestamptz(3),
  disabled_reason text,
  removed_at timestamptz(3),
  check ((disabled_at is null) = (disabled_reason is null))
);
create index webhook_of_publisher on webhook (publisher, created_at) where removed_at is null;
create table notice (
  -- Sent with every delivery of it, so that a receiver knows what it has had already.
  id text primary key,
  event text not null,
  submission_id text not null references submission,
  at timestamptz(3) not null default now(),
  -- Exactly the bytes that are sent and signed, however often.
  body text not null
);
create table delivery (
  id text primary key,
  notice_id text not null references notice,
  webhook_id text not null references webhook,
  publisher text not null references publisher,
  state text not null check (state in ('due', 'sending', 'delivered', 'parked')),
  -- Since it was made or last asked for again.
  attempts integer not null default 0 check (attempts >= 0),
  fence integer not null default 0,
  due_at timestamptz not null default now(),
  lease_until timestamptz,
  created_at timestamptz(3) not null default now(),
  unique (notice_id, webhook_id),
  check ((state = 'sending') = (lease_until is not null))
);
create index delivery_due on delivery (due_at) where state = 'due';
create index delivery_sending on delivery (publisher, lease_until) where state = 'sending';
create index delivery_of_webhook on delivery (webhook_id, created_at desc, id desc);
create table delivery_attempt (
  delivery_id text not null references delivery,
  -- The fence of the attempt: rises, also when a delivery is asked for again.
  number integer not null,
  ended_at timestamptz(3) not null default now(),
  ms integer not null check (ms >= 0),
  status integer,
  failure text,
  answer text not null check (length(answer) <= 2000),
  primary key (delivery_id, number),
  check ((status is null) <> (failure is null))
);`;

const notices = `
create function write_notice() returns trigger language plpgsql as $$
declare
  its_event text;
  its_id text = gen_random_uuid()::text;
begin
  if tg_op = 'INSERT' then its_event = 'submission.opened';
  elsif new.revision <> old.revision then its_event = 'submission.revised';
  elsif new.state <> old.state and new.state = 'running' then
    its_event = case old.state when 'waiting' then 'submission.approved' else 'submission.retried' end;
  elsif new.state <> old.state then its_event = 'submission.' || new.state;
  elsif new.stage <> old.stage then its_event = 'submission.advanced';
  else return null;
  end if;
  if not exists (
    select from webhook where publisher = new.publisher and its_event = any (events) and removed_at is null) then
    return null;
  end if;
  insert into notice (id, event, submission_id, body) values (its_id, its_event, new.id, json_build_object(
    'type', its_event,
    'timestamp', to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'data', json_build_object('submission', new.id, 'publisher', new.publisher, 'connector', new.connector,
      'revision', new.revision, 'version', new.version, 'digest', new.digest, 'stage', new.stage, 'state', new.state))::text);
  -- What a disabled one misses is parked, so that it can be asked for later.
  insert into delivery (id, notice_id, webhook_id, publisher, state)
    select gen_random_uuid()::text, its_id, id, publisher, case when disabled_at is null then 'due' else 'parked' end
      from webhook where publisher = new.publisher and its_event = any (events) and removed_at is null;
  return null;
end $$;
create trigger write_notice after insert or update on submission for each row execute function write_notice();`;

const guards = `
create function guard_webhook() returns trigger language plpgsql as $$
begin
  if (new.id, new.publisher, new.url, new.events, new.created_by, new.created_at)
    is distinct from (old.id, old.publisher, old.url, old.events, old.created_by, old.created_at) 
    or (old.removed_at is not null and new.removed_at is distinct from old.removed_at) then
    raise exception 'Where a webhook leads never changes, and a removed one not at all.' using errcode = 'ZA001';
  end if;
  return new;
end $$;
create trigger guard_webhook before update on webhook for each row execute function guard_webhook();
create trigger keep_webhook before delete on webhook for each row execute function refuse_change();
create trigger guard_webhook_key before insert or update of key_id on webhook
  for each row execute function guard_credential_key();

create function guard_delivery() returns trigger language plpgsql as $$
begin
  if (new.id, new.notice_id, new.webhook_id, new.publisher, new.created_at)
    is distinct from (old.id, old.notice_id, old.webhook_id, old.publisher, old.created_at) or new.fence < old.fence then
    raise exception 'What a delivery is about never changes, and its fence never falls.' using errcode = 'ZA001';
  end if;
  return new;
end $$;
create trigger guard_delivery before update on delivery for each row execute function guard_delivery();
create trigger keep_delivery before delete on delivery for each row execute function refuse_change();
create trigger keep_notice before update or delete on notice for each row execute function refuse_change();
create trigger keep_delivery_attempt before update or delete on delivery_attempt
  for each row execute function refuse_change();`;
