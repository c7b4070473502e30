// What bench/lists.mjs measures on: people, and submissions in every state with what a year leaves behind of them.

const tables = `publisher account membership role token connector submission revision step gate turn queue assignment decision
  acknowledgement comment publication certificate measurement monitor monitor_run consumer audit mail webhook notice delivery`;

/**
 * Fills a migrated, empty database with so many submissions, four to a connector: three that ended and one that is open. `tokens` are secrets'
 * SHA-256 by who has them: `reviewer`, `administrator`, `submitter` of the largest publisher (every fifth connector) and `agency` of 20
 * small ones. The triggers of the tables are off meanwhile: what is written here went through no flow, and the audit trail is no chain.
 */
export async function fillLists(client, count, tokens) {
  const each = what => tables.split(/\s+/).map(table => `alter table ${table} ${what} trigger user`);
  await client.query('begin');
  await client.query(each('disable').join('; '));
  await client.query(people);
  for (const [account, sha256] of Object.entries(tokens)) {
    await client.query(
      `insert into token (id, account_id, name, sha256, scopes, expires_at)
       values ($1, $1, $1, $2, '{read,submit,review,administer}', now() + interval '30 days')`,
      [account, sha256],
    );
  }
  // A statement with values cannot hold several others.
  await client.query(made.replaceAll('$count', String(Math.trunc(count))));
  for (const statement of [works, reviews, publics, words, sent]) await client.query(statement);
  await client.query(each('enable').join('; '));
  await client.query('commit');
  await client.query('analyze');
}

/** The one webhook, of the largest publisher. */
export const webhookId = '0b5bd4c5-3f66-4a8e-9d5c-3f4f5d0a7c11';

/** SQL of an id that is the same each time: an UUID of version 4 by its form. */
function uuidOf(seed) {
  return `overlay(overlay(md5(${seed}) placing '4' from 13 for 1) placing 'a' from 17 for 1)::uuid::text`;
}

const people = `
insert into publisher (slug, name, kind)
  select 'publisher-' || n, 'Publisher ' || n, 'verified' from generate_series(0, 39) n;
insert into account (id, name) select id, id from unnest('{submitter,agency,administrator,reviewer}'::text[]) id;
insert into account (id, name) select 'reviewer-' || n, 'Reviewer ' || n from generate_series(1, 7) n;
insert into account (id, name) select 'member-' || n, 'Member ' || n from generate_series(0, 199) n;
insert into role select id, case when id like 'reviewer%' then 'reviewer' when id = 'administrator' then id else 'submitter' end
  from account;
insert into membership values ('submitter', 'publisher-0');
insert into membership select 'agency', 'publisher-' || n from generate_series(1, 20) n;
insert into membership select 'member-' || n, 'publisher-' || n % 40 from generate_series(0, 199) n;`;

/** One row a submission, and how far its newest revision came: the stages are numbered from 1. Every thousandth has a long history. */
const made = `
create temporary table made on commit drop as
select i, g, ${uuidOf(`'submission ' || i`)} as id, 'publisher-' || case when g % 5 = 0 then 0 else 1 + g % 39 end as publisher,
       'connector-' || g as connector, state, reached, (array['intake', 'lint', 'compare', 'functional', 'preview', 'publish'])[reached] as stage,
       case when i % 1000 = 3 then 10 else 1 + i % 3 end as revision, 1 || '.' || n || '.0' as version,
       now() - make_interval(days => 5, mins => (3 - n) * 130000 + ($count / 4 - g) * 130000 / ($count / 4)) as created_at
  from (select i, i / 4 as g, i % 4 as n from generate_series(0, $count - 1) i) as numbered
 cross join lateral (select case
   when n < 3 then (array['public', 'public', 'withdrawn', 'public', 'rejected'])[1 + (g + n) % 5]
   else (array['waiting', 'returned', 'waiting', 'running', 'returned', 'waiting', 'stopped', 'running', 'waiting', 'stopped'])[1 + g / 5 % 10]
 end as state) as its
 cross join lateral (select case
   when state = 'public' then 6 when state in ('waiting', 'rejected') then 5 when state = 'stopped' then 4 else 2 + g % 3 end as reached) as far;
create temporary table finding_of on commit drop as
select length, jsonb_build_object('checks', '[]'::jsonb, 'evidence', '[]'::jsonb, 'findings', coalesce((
  select jsonb_agg(jsonb_build_object('rule', 'operation-summary-' || n % 40, 'severity', case when n % 5 = 0 then 'error' else 'warning' end,
    'blocks', n % 5 = 0, 'file', 'apiDefinition.swagger.json', 'line', n * 31, 'column', 9,
    'pointer', '/paths/~1things' || n || '~1{id}/get/summary', 'message', 'The summary of "GetThing' || n || '" is ' || 80 + n || ' characters long, at most 80 are read.',
    'fix', 'Say in a few words what the operation does, and leave the rest to its description: ' || md5(n::text),
    'docs', 'docs/reference/rules/operation-summary.md', 'fingerprint', encode(sha256(n::text::bytea), 'hex'), 'status', 'new') order by n)
    from generate_series(1, length) n), '[]')) as report
  from unnest('{0,3,4,12,200}'::integer[]) length;
insert into connector (publisher, slug) select distinct publisher, connector from made;
insert into submission (id, publisher, connector, profile, stage, state, revision, version, digest, created_at, updated_at)
  select id, publisher, connector, 'verified', stage, state, revision, version, 'sha256:' || encode(sha256(('package ' || i || ' ' || revision)::bytea), 'hex'),
         created_at, created_at + interval '3 days' from made;`;

const works = `
insert into revision (submission_id, number, upload_sha256, upload_name, uploaded_by, uploaded_at, digest, files)
  select m.id, number, encode(sha256((m.id || number)::bytea), 'hex'), 'connector.zip', 'member-' || substr(m.publisher, 11),
         m.created_at + make_interval(hours => 6 * number), 'sha256:' || encode(sha256(('package ' || i || ' ' || number)::bytea), 'hex'), files
    from made m cross join generate_series(1, m.revision) number
   cross join (select jsonb_agg(jsonb_build_object('path', path, 'size', 4096, 'sha256', encode(sha256(path::bytea), 'hex'))) as files
      from unnest('{CHANGELOG.md,README.md,apiDefinition.swagger.json,apiProperties.json,icon.png,script.csx}'::text[]) path) as package;
insert into step (id, submission_id, revision, publisher, stage, round, input_digest, state, lease_until, attempts, run_after, verdict, report,
                  receipt, fault, queued_at, started_at, finished_at)
  select md5(r.digest || at_stage), m.id, r.number, m.publisher, at_stage, 1, r.digest, s.state, case s.state when 'LEASED' then now() + interval '1 hour' end,
         1, at, case when s.state = 'DONE' then case when place < last or newest and m.state not in ('returned') then 'pass' else 'fail' end end,
         case when s.state = 'DONE' then report end,
         case when at_stage = 'publish' then jsonb_build_object('target', 'git', 'commit', md5('a' || i), 'mergeCommit', md5('b' || i),
           'folder', m.connector, 'certificate', '{"payload": "' || repeat(md5(m.id), 80) || '"}') end,
         case s.state when 'FAILED' then 'upstream' end, at, at + interval '2 seconds',
         case when s.state in ('DONE', 'FAILED') then at + make_interval(secs => 5 + i % 50) end
    from made m join revision r on r.submission_id = m.id
   cross join lateral (select r.number = m.revision as newest, case when r.number = m.revision then m.reached else 2 + i % 3 end as last) as its
   cross join lateral unnest(array['intake', 'lint', 'compare', 'functional', 'preview', 'publish']) with ordinality as stages (at_stage, place)
   cross join lateral (select case when not newest or place < last then 'DONE' when m.state = 'running' then case when i % 8 < 4 then 'READY' else 'LEASED' end
     when m.state = 'stopped' then 'FAILED' else 'DONE' end as state, r.uploaded_at + make_interval(mins => place::integer) as at) as s
    join finding_of f on f.length = case at_stage when 'lint' then case when i % 1000 = 3 then 200 else 12 end when 'compare' then 4 when 'functional' then 3 else 0 end
   where place <= last order by at;
insert into turn (submission_id, number, ours, began_at, used_ms)
  select id, number, number % 2 = 1, created_at + make_interval(hours => 6 * number), number * 3600000
    from made cross join generate_series(1, 2 * revision - case when state in ('running', 'waiting', 'stopped') then 1 else 0 end) number;`;

const reviews = `
insert into gate (submission_id, revision, stage, lane, risks, approvals_needed, promise_hours, escalate_at_share, evidence_until, at)
  select id, revision, 'preview', lane, '[{"kind": "first-version", "detail": "No version of it is public."}]', case lane when 'careful' then 2 else 1 end,
         case lane when 'fast' then 24 when 'normal' then 48 else 72 end, 0.75, created_at + interval '33 days', created_at + interval '3 days'
    from made cross join lateral (select (array['normal', 'careful', 'fast', 'normal'])[1 + g % 4] as lane) as its where reached >= 5;
insert into queue (submission_id, due_at, near_at)
  select id, due_at, due_at - interval '18 hours' from made
   cross join lateral (select now() + make_interval(hours => g % 97 - 20, mins => g % 59) as due_at) as its where state = 'waiting';
insert into assignment (submission_id, account_id)
  select id, case when g % 8 = 0 then 'reviewer' else 'reviewer-' || g % 8 end from made where state = 'waiting' and g % 3 > 0;
insert into decision (submission_id, revision, stage, kind, account_id, digest, ruleset_digest, comment, at)
  select m.id, r.number, 'preview', case when r.number < m.revision then 'return' when m.state = 'rejected' then 'reject' else 'approve' end, 'reviewer-' || 1 + i % 7,
         r.digest, 'sha256:' || md5('ruleset'), 'As the findings say.', r.uploaded_at + interval '1 day'
    from made m join revision r on r.submission_id = m.id
   where r.number < m.revision and i % 2 = 0 or r.number = m.revision and m.state in ('public', 'rejected');`;

const publics = `
insert into publication (target, publisher, connector, version, digest, submission_id, commit_id, merge_commit_id, verified_at)
  select 'git', publisher, connector, version, digest, id, md5('a' || id), md5('b' || id), updated_at from submission where state = 'public';
insert into certificate (submission_id, ruleset_digest, issued_at, expires_at)
  select submission_id, 'sha256:' || md5('ruleset'), verified_at, verified_at + interval '365 days' from publication;
insert into measurement (submission_id, operations, called, mutations, noticed, warnings, readme_findings, own_tests)
  select submission_id, 40, 36, 20, 18, 9, 1, true from publication;
insert into monitor (submission_id, publisher, connector, revision, channel)
  select id, publisher, connector, revision, 'preview' from submission where state = 'waiting';
insert into monitor (submission_id, publisher, connector, revision, channel)
  select distinct on (publisher, connector) id, publisher, connector, revision, 'public' from submission where state = 'public'
   order by publisher, connector, updated_at desc;
insert into monitor_run (id, submission_id, revision, digest, ruleset_digest, channel, started_at, finished_at, verdict, calls, good_calls, p95_ms, evidence)
  select md5(m.submission_id || n), m.submission_id, m.revision, s.digest, 'sha256:' || md5('ruleset'), m.channel, at, at + interval '20 seconds', 'pass', 40, 40, 90, s.digest
    from monitor m join submission s on s.id = m.submission_id cross join generate_series(1, 30) n
   cross join lateral (select now() - make_interval(days => n) as at) as its;
insert into consumer (id, publisher, connector, account_id, name, operations)
  select ${uuidOf('connector || n')}, publisher, connector, 'member-' || n, 'Flow ' || n, array['GetThing1', 'GetThing' || n]
    from made cross join generate_series(1, 20) n where i % 4 = 3 and g % 20 = 0;`;

const words = `
insert into comment (id, submission_id, revision, account_id, role, visibility, text, anchor, at)
  select ${uuidOf(`'comment' || i || n`)}, id, revision, 'reviewer-1', 'reviewer', case when n % 4 = 0 then 'reviewers' else 'all' end,
         'Please say which of the two identifiers is meant here.', '{"on": "submission"}', created_at + make_interval(hours => n)
    from made cross join generate_series(1, 6) n where i % 3 = 0;
insert into audit (seq, at, actor, action, submission_id, details, hash)
  select row_number() over (order by created_at + make_interval(hours => n), id), created_at + make_interval(hours => n), 'assay', 'stage.passed', id,
         jsonb_build_object('stage', stage, 'revision', revision, 'digest', md5(id)), encode(sha256((id || n)::bytea), 'hex')
    from made cross join generate_series(1, 12) n;`;

const sent = `
insert into mail (id, account_id, state, created_at)
  select ${uuidOf(`'mail' || i`)}, 'member-' || i % 200, case when i % 50 = 0 then 'parked' else 'sent' end, created_at from made;
insert into webhook (id, publisher, url, events, created_by, key_id, wrapped_key, sealed)
  values ('${webhookId}', 'publisher-0', 'https://hooks.example.com/assay', '{submission.returned}', 'submitter', md5('key'), '', '');
insert into notice (id, event, submission_id, at, body)
  select md5('notice' || i), 'submission.returned', id, created_at, '{}' from made where publisher = 'publisher-0';
insert into delivery (id, notice_id, webhook_id, publisher, state, created_at)
  select ${uuidOf(`'delivery' || id`)}, id, '${webhookId}', 'publisher-0', 'delivered', at from notice;`;
