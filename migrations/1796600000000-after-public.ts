import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What becomes of a version once it is public: its certificate's dates, deprecation, withdrawal. Each is a fact: it is added and never
 * changed, and undone by another fact. As before, the database refuses what must not be, whoever asks: ZA002 where two people are needed.
 */
export class AfterPublic1796600000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(telling);
    await db.query(certificates);
    await db.query(deprecations);
    await db.query(withdrawals);
    await db.query(measurements);
    await db.query(ends);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index submission_of_connector, publication_of_connector');
    await db.query('drop table certificate_notice, measurement');
    await db.query('drop view withdrawn_version');
    await db.query(`drop table version_withdrawal_undone, version_withdrawal_consent, version_withdrawal, deprecation_undone,
      deprecation, certificate`);
    await db.query(`drop function tell_certificate, guard_withdrawal_undone, guard_withdrawal_consent, guard_version_withdrawal, tell_withdrawal,
      guard_deprecation, tell_deprecation, keep_certificate, certificate_dates, write_connector_notice, requires_programme_side cascade`);
  }
}

/** A notice about a public connector is told with the submission that brought the version it is about. */
const telling = `
create function write_connector_notice(its_event text, its_submission text, more jsonb) returns void language plpgsql as $$
declare
  its_id text = gen_random_uuid()::text;
  its record;
begin
  select p.publisher, p.connector, p.version, p.digest into its
    from publication p where p.submission_id = its_submission and p.verified_at is not null limit 1;
  if not exists (
    select from webhook where publisher = its.publisher and its_event = any (events) and removed_at is null) then
    return;
  end if;
  insert into notice (id, event, submission_id, body) values (its_id, its_event, its_submission, jsonb_build_object(
    'type', its_event,
    'timestamp', to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'data', jsonb_build_object('submission', its_submission, 'publisher', its.publisher, 'connector', its.connector,
      'version', its.version, 'digest', its.digest) || more)::text);
  insert into delivery (id, notice_id, webhook_id, publisher, state)
    select gen_random_uuid()::text, its_id, id, publisher, case when disabled_at is null then 'due' else 'parked' end
      from webhook where publisher = its.publisher and its_event = any (events) and removed_at is null;
end $$;`;

/** Written from what publishing left behind, so that the pass over certificates needs no envelope. One that cannot be read has no dates. */
const certificates = `
create table certificate (
  submission_id text primary key references submission,
  ruleset_digest text,
  issued_at timestamptz(3),
  expires_at timestamptz(3)
);
create index certificate_end on certificate (expires_at);
create trigger keep_certificate_row before update or delete on certificate for each row execute function refuse_change();

create function certificate_dates(receipt jsonb, out ruleset_digest text, out issued_at timestamptz, out expires_at timestamptz)
language plpgsql as $$
declare
  predicate jsonb;
begin
  predicate = convert_from(decode((receipt ->> 'certificate')::jsonb ->> 'payload', 'base64'), 'UTF8')::jsonb -> 'predicate';
  ruleset_digest = left(predicate -> 'ruleset' ->> 'digest', 100);
  issued_at = (predicate ->> 'issuedAt')::timestamptz;
  expires_at = (predicate ->> 'expiresAt')::timestamptz;
exception when data_exception then
  ruleset_digest = null;
  issued_at = null;
  expires_at = null;
end $$;
create function keep_certificate() returns trigger language plpgsql as $$
begin
  insert into certificate select new.submission_id, d.* from certificate_dates(new.receipt) d on conflict do nothing;
  return null;
end $$;
create trigger keep_certificate after update of receipt on step for each row
  when (old.receipt is null and new.receipt is not null) execute function keep_certificate();
insert into certificate select s.submission_id, d.* from step s, certificate_dates(s.receipt) d where s.receipt is not null
  on conflict do nothing;`;

const deprecations = `
create table deprecation (
  id text primary key,
  publisher text not null,
  connector text not null,
  -- Null for all, later ones too.
  versions text[] check (cardinality(versions) between 1 and 100),
  reason text not null check (length(reason) between 1 and 2000),
  begins_on date not null,
  ends_on date not null,
  replacement_publisher text,
  replacement_connector text,
  account_id text not null references account,
  at timestamptz(3) not null default now(),
  foreign key (publisher, connector) references connector,
  foreign key (replacement_publisher, replacement_connector) references connector,
  check (ends_on > begins_on),
  check ((replacement_publisher is null) = (replacement_connector is null)),
  check ((replacement_publisher, replacement_connector) is distinct from (publisher, connector))
);
create index deprecation_of on deprecation (publisher, connector, at desc);
create table deprecation_undone (
  deprecation_id text primary key references deprecation,
  reason text not null check (length(reason) between 1 and 2000),
  account_id text not null references account,
  at timestamptz(3) not null default now()
);
create trigger keep_deprecation before update or delete on deprecation for each row execute function refuse_change();
create trigger keep_deprecation_undone before update or delete on deprecation_undone for each row execute function refuse_change();

create function guard_deprecation() returns trigger language plpgsql as $$
declare
  its record;
begin
  if tg_table_name = 'deprecation' then its = new;
  else select * into its from deprecation where id = new.deprecation_id;
  end if;
  perform from account where id = new.account_id for share;
  if not exists (select from membership where (account_id, publisher) = (new.account_id, its.publisher))
    and not exists (select from role where (account_id, role) = (new.account_id, 'administrator')) then
    raise exception 'Only its publisher or an administrator deprecates a connector.' using errcode = 'ZA001';
  end if;
  if not (coalesce(its.versions, '{}') <@ array(
      select version from publication where (publisher, connector) = (its.publisher, its.connector) and verified_at is not null))
    or not exists (select from publication where (publisher, connector) = (its.publisher, its.connector) and verified_at is not null) then
    raise exception 'Only what is public is deprecated.' using errcode = 'ZA001';
  end if;
  return new;
end $$;
create trigger guard_deprecation before insert on deprecation for each row execute function guard_deprecation();
create trigger guard_deprecation_undone before insert on deprecation_undone for each row execute function guard_deprecation();

create function tell_deprecation() returns trigger language plpgsql as $$
declare
  its record;
begin
  if tg_table_name = 'deprecation' then its = new;
  else select * into its from deprecation where id = new.deprecation_id;
  end if;
  perform write_connector_notice(
    case tg_table_name when 'deprecation' then 'connector.deprecated' else 'connector.deprecation-undone' end,
    (select submission_id from publication
      where (publisher, connector) = (its.publisher, its.connector) and verified_at is not null
        and (its.versions is null or version = any (its.versions)) order by verified_at desc limit 1),
    jsonb_build_object('deprecation', its.id, 'versions', its.versions, 'reason', new.reason, 'from', its.begins_on,
      'endOfLife', its.ends_on, 'replacement', its.replacement_publisher || '/' || its.replacement_connector));
  return null;
end $$;
create trigger tell_deprecation after insert on deprecation for each row execute function tell_deprecation();
create trigger tell_deprecation_undone after insert on deprecation_undone for each row execute function tell_deprecation();`;

/**
 * A publisher takes back what is the publisher's own. For the programme two people do it, neither of whom belongs to the publisher: the
 * account is locked, so that a role or a membership that changes at the same moment comes clearly before or after.
 */
const withdrawals = `
create table version_withdrawal (
  id text primary key,
  submission_id text not null references submission,
  side text not null check (side in ('publisher', 'programme')),
  reason text not null check (length(reason) between 1 and 2000),
  account_id text not null references account,
  at timestamptz(3) not null default now()
);
create index version_withdrawal_of on version_withdrawal (submission_id);
create table version_withdrawal_consent (
  withdrawal_id text primary key references version_withdrawal,
  comment text not null check (length(comment) <= 2000),
  account_id text not null references account,
  at timestamptz(3) not null default now()
);
create table version_withdrawal_undone (
  withdrawal_id text primary key references version_withdrawal,
  reason text not null check (length(reason) between 1 and 2000),
  account_id text not null references account,
  at timestamptz(3) not null default now()
);
create trigger keep_version_withdrawal before update or delete on version_withdrawal for each row execute function refuse_change();
create trigger keep_version_withdrawal_consent before update or delete on version_withdrawal_consent
  for each row execute function refuse_change();
create trigger keep_version_withdrawal_undone before update or delete on version_withdrawal_undone
  for each row execute function refuse_change();

-- The withdrawals that are in effect: one line a version.
create view withdrawn_version as
  select distinct on (w.submission_id) w.submission_id, w.id as withdrawal_id, w.side, w.reason, coalesce(c.at, w.at) as since
    from version_withdrawal w
    left join version_withdrawal_consent c on c.withdrawal_id = w.id
    left join version_withdrawal_undone u on u.withdrawal_id = w.id
   where u.withdrawal_id is null and (w.side = 'publisher' or c.withdrawal_id is not null)
   order by w.submission_id, coalesce(c.at, w.at), w.id;

create function requires_programme_side(its_account text, its_submission text) returns void language plpgsql as $$
begin
  perform from account where id = its_account for share;
  if not exists (select from role where account_id = its_account and role in ('reviewer', 'administrator')) then
    raise exception 'your account is neither a reviewer nor an administrator.' using errcode = 'ZA002';
  end if;
  if exists (select from membership m join submission s on s.publisher = m.publisher
              where m.account_id = its_account and s.id = its_submission) then
    raise exception 'you belong to its publisher.' using errcode = 'ZA002';
  end if;
end $$;

create function guard_version_withdrawal() returns trigger language plpgsql as $$
begin
  perform from publication where submission_id = new.submission_id and verified_at is not null for update;
  if not found then
    raise exception 'Only what is public is withdrawn.' using errcode = 'ZA001';
  end if;
  if new.side = 'programme' then
    perform requires_programme_side(new.account_id, new.submission_id);
  else
    perform from account where id = new.account_id for share;
    if not exists (select from membership m join submission s on s.publisher = m.publisher
                    where m.account_id = new.account_id and s.id = new.submission_id) then
      raise exception 'you do not belong to its publisher.' using errcode = 'ZA002';
    end if;
  end if;
  if exists (select from withdrawn_version where submission_id = new.submission_id) or new.side = 'programme' and exists (
    select from version_withdrawal w where w.submission_id = new.submission_id
       and not exists (select from version_withdrawal_undone u where u.withdrawal_id = w.id)) then
    raise exception 'A withdrawal of it stands already.' using errcode = 'ZA001';
  end if;
  return new;
end $$;
create trigger guard_version_withdrawal before insert on version_withdrawal for each row execute function guard_version_withdrawal();

create function guard_withdrawal_consent() returns trigger language plpgsql as $$
declare
  its record;
begin
  select * into its from version_withdrawal where id = new.withdrawal_id for update;
  if its.side is distinct from 'programme' or exists (
    select from version_withdrawal_undone where withdrawal_id = new.withdrawal_id) then
    raise exception 'This withdrawal waits for nobody.' using errcode = 'ZA001';
  end if;
  if its.account_id = new.account_id then
    raise exception 'you asked for this withdrawal yourself.' using errcode = 'ZA002';
  end if;
  perform requires_programme_side(new.account_id, its.submission_id);
  return new;
end $$;
create trigger guard_withdrawal_consent before insert on version_withdrawal_consent
  for each row execute function guard_withdrawal_consent();

create function guard_withdrawal_undone() returns trigger language plpgsql as $$
declare
  its record;
begin
  select * into its from version_withdrawal where id = new.withdrawal_id for update;
  perform requires_programme_side(new.account_id, its.submission_id);
  if not exists (select from role where (account_id, role) = (new.account_id, 'reviewer')) then
    raise exception 'your account is not a reviewer.' using errcode = 'ZA002';
  end if;
  return new;
end $$;
create trigger guard_withdrawal_undone before insert on version_withdrawal_undone
  for each row execute function guard_withdrawal_undone();

create function tell_withdrawal() returns trigger language plpgsql as $$
declare
  its record;
begin
  if tg_table_name = 'version_withdrawal' then its = new;
  else select * into its from version_withdrawal where id = new.withdrawal_id;
  end if;
  -- A wish of the programme that nobody consented to yet, or ever, is told to nobody.
  if its.side = 'programme' and not exists (select from version_withdrawal_consent where withdrawal_id = its.id) then
    return null;
  end if;
  perform write_connector_notice(
    case tg_table_name when 'version_withdrawal_undone' then 'version.restored' else 'version.withdrawn' end, its.submission_id,
    jsonb_build_object('withdrawal', its.id, 'side', its.side,
      'reason', case tg_table_name when 'version_withdrawal_undone' then to_jsonb(new) ->> 'reason' else its.reason end));
  return null;
end $$;
create trigger tell_withdrawal after insert on version_withdrawal for each row execute function tell_withdrawal();
create trigger tell_withdrawal_consent after insert on version_withdrawal_consent for each row execute function tell_withdrawal();
create trigger tell_withdrawal_undone after insert on version_withdrawal_undone for each row execute function tell_withdrawal();`;

/** What the certification of a public version measured, worked out once from its evidence: the tiers are computed from it. */
const measurements = `
create table measurement (
  submission_id text primary key references submission,
  operations integer check (operations >= 0),
  called integer check (called between 0 and operations),
  mutations integer check (mutations >= 0),
  noticed integer check (noticed between 0 and mutations),
  warnings integer check (warnings >= 0),
  readme_findings integer check (readme_findings >= 0),
  own_tests boolean,
  -- Why the evidence tells nothing; then nothing else is told either.
  unreadable text check (length(unreadable) <= 2000),
  at timestamptz(3) not null default now(),
  check (num_nulls(operations, called, mutations, noticed, warnings, readme_findings, own_tests)
    = case when unreadable is null then 0 else 7 end)
);
create trigger keep_measurement before update or delete on measurement for each row execute function refuse_change();
create index submission_of_connector on submission (publisher, connector);
create index publication_of_connector on publication (publisher, connector, verified_at desc) where verified_at is not null;`;

/** Each end of a certificate is told once: the row is the fact, and writes the notice. */
const ends = `
create table certificate_notice (
  submission_id text not null references certificate,
  state text not null check (state in ('near-end', 'expired')),
  at timestamptz(3) not null default now(),
  primary key (submission_id, state)
);
create trigger keep_certificate_notice before update or delete on certificate_notice for each row execute function refuse_change();
create function tell_certificate() returns trigger language plpgsql as $$
begin
  perform write_connector_notice('certificate.' || new.state, new.submission_id, jsonb_build_object('expiresAt', (
    select to_char(expires_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from certificate
     where submission_id = new.submission_id)));
  return null;
end $$;
create trigger tell_certificate after insert on certificate_notice for each row execute function tell_certificate();`;
