import type { EntityManager } from 'typeorm';
import { certificateStateAt } from '../../core/certificate-state.js';
import { phaseOf } from '../../core/deprecation.js';
import type { Deprecation } from '../../core/deprecation.js';
import type { CertificateMark, Marks, Withdrawal } from '../../core/ports/connectors.js';
import { answerDays, monitorDays } from '../../core/tier.js';
import type { Measurement, TierFacts } from '../../core/tier.js';
import { select } from './transaction.js';

/** How public versions stand now, by the submissions that brought them. Takes the connection to read on. */
export async function findMarks(tx: EntityManager, submissionIds: readonly string[]): Promise<Map<string, Marks>> {
  if (submissionIds.length === 0) return new Map();
  const rows = await select<MarksRow>(tx, marksQuery, [submissionIds, monitorDays, answerDays]);
  return new Map(rows.map(row => [row.submissionId, marksOf(row)]));
}

interface MarksRow {
  readonly submissionId: string;
  readonly now: Date;
  readonly issuedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly rulesetDigest: string | null;
  readonly deprecation: Omit<Deprecation, 'phase'> | null;
  readonly withdrawal: Withdrawal | null;
  readonly measurement: Measurement | null;
  readonly calls: number;
  readonly good: number;
  readonly lateAnswers: number;
}

/** A deprecation as JSON with the names that core has for its members; `d` is its row. */
export const deprecationJson = `jsonb_build_object('id', d.id, 'versions', d.versions, 'reason', d.reason,
  'from', d.begins_on, 'endOfLife', d.ends_on, 'announcedAt', d.at,
  'replacement', case when d.replacement_publisher is not null then
     jsonb_build_object('publisher', d.replacement_publisher, 'connector', d.replacement_connector) end)`;

const marksQuery = `
  select p.submission_id as "submissionId", now() as now,
         c.issued_at as "issuedAt", c.expires_at as "expiresAt", c.ruleset_digest as "rulesetDigest",
         (select ${deprecationJson} from deprecation d
           where (d.publisher, d.connector) = (p.publisher, p.connector) and (d.versions is null or p.version = any (d.versions))
             and not exists (select from deprecation_undone u where u.deprecation_id = d.id)
           order by d.at desc, d.id desc limit 1) as deprecation,
         coalesce(
           (select jsonb_build_object('id', w.withdrawal_id, 'side', w.side, 'reason', w.reason, 'since', w.since)
              from withdrawn_version w where w.submission_id = p.submission_id),
           (select jsonb_build_object('id', w.id, 'side', w.side, 'reason', w.reason, 'since', null) from version_withdrawal w
             where w.submission_id = p.submission_id
               and not exists (select from version_withdrawal_undone u where u.withdrawal_id = w.id) limit 1)) as withdrawal,
         (select jsonb_build_object('operations', m.operations, 'called', m.called, 'mutations', m.mutations, 'noticed', m.noticed,
             'warnings', m.warnings, 'readmeFindings', m.readme_findings, 'ownTests', m.own_tests)
            from measurement m where m.submission_id = p.submission_id and m.unreadable is null) as measurement,
         coalesce(monitor.calls, 0) as calls, coalesce(monitor.good, 0) as good, late.answers as "lateAnswers"
    from publication p left join certificate c on c.submission_id = p.submission_id
   cross join lateral (
     -- A run that failed by our own fault says nothing about the connector; one that found the API away does.
     select sum(r.calls)::int as calls, sum(r.good_calls)::int as good from monitor_run r
      where r.submission_id = p.submission_id and r.digest = p.digest and r.channel = 'public'
        and r.fault is distinct from 'ours' and r.finished_at > now() - make_interval(days => $2)) as monitor
   cross join lateral (
     select count(*)::int as answers from (
       select t.ours, s.state, t.began_at, lead(t.began_at) over (partition by t.submission_id order by t.number) as ended_at
         from turn t join submission s on s.id = t.submission_id
        where (s.publisher, s.connector) = (p.publisher, p.connector)) as turns
      where not ours and (ended_at is not null or state = 'returned')
        and coalesce(ended_at, now()) > now() - interval '365 days'
        and coalesce(ended_at, now()) - began_at > make_interval(days => $3)) as late
   where p.submission_id = any ($1) and p.verified_at is not null`;

function marksOf(row: MarksRow): Marks {
  const { now, issuedAt, expiresAt, rulesetDigest, measurement, calls, good, lateAnswers } = row;
  const at = now.toISOString();
  const end = expiresAt?.toISOString() ?? null;
  const certificate: CertificateMark = {
    state: certificateStateAt(end, at),
    issuedAt: issuedAt?.toISOString() ?? null,
    expiresAt: end,
    rulesetDigest,
  };
  const deprecation = row.deprecation && deprecationOf(row.deprecation, at);
  const since = row.withdrawal?.since ?? null;
  const withdrawal = row.withdrawal && { ...row.withdrawal, since: since && new Date(since).toISOString() };
  const facts: TierFacts = {
    certificate: certificate.state,
    withdrawn: since !== null,
    deprecated: deprecation !== null && deprecation.phase !== 'announced',
    measurement,
    monitor: { calls, good },
    lateAnswers,
  };
  return { certificate, deprecation, withdrawal, facts };
}

/** JSON of PostgreSQL writes times its own way. */
function deprecationOf(row: Omit<Deprecation, 'phase'>, at: string): Deprecation {
  return { ...row, announcedAt: new Date(row.announcedAt).toISOString(), phase: phaseOf(row, at.slice(0, 10)) };
}
