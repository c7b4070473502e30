import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { nearEndDays } from '../../core/certificate-state.js';
import type { Package, PackageFile } from '../../core/package.js';
import type { ConnectorName } from '../../core/ports/connectors.js';
import { Recertifications } from '../../core/ports/recertifications.js';
import type { DueRecertification, RecertificationState } from '../../core/ports/recertifications.js';
import { problem } from '../../core/problems.js';
import { recertificationPause } from '../../core/recertification.js';
import type { Judgement, Recertification } from '../../core/recertification.js';
import type { RulesetIdentity } from '../../core/ruleset.js';
import type { Revision, Submission } from '../../core/submission.js';
import { appendAudit, assay } from './audit.js';
import { requireMemberOr } from './rights.js';
import { asJson, storable } from './storable.js';
import { inTransaction, select, withProblems } from './transaction.js';

/** Recertifications in PostgreSQL. Locks are taken in the order publication, account, audit trail. */
export class PostgresRecertifications extends Recertifications {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async due(rulesetDigest: string, limit: number): Promise<readonly DueRecertification[]> {
    const { firstMinutes, factor, longestMinutes } = recertificationPause;
    const found = await withProblems(() =>
      select<DueRow>(this.dataSource.manager, dueQuery, [
        rulesetDigest,
        nearEndDays,
        firstMinutes,
        factor,
        longestMinutes,
        limit,
      ]),
    );
    return found.map(({ digest, files, beforeDigest, beforeFiles, revision, uploadSha256, ...row }) => {
      const { uploadName, uploadedBy, cause, requestId, number, ...submission } = row;
      const upload = { submissionId: submission.id, number: revision, uploadSha256, uploadName, uploadedBy };
      return {
        submission: { ...submission, revision },
        revision: { ...upload, package: { digest, files } },
        before: beforeDigest !== null && beforeFiles !== null ? { digest: beforeDigest, files: beforeFiles } : null,
        cause,
        requestId,
        number,
      };
    });
  }

  save(
    { submission: { id: submissionId }, cause, requestId, number }: DueRecertification,
    { verdict, reason, fault, counts, blocking }: Judgement,
    ruleset: RulesetIdentity,
    report: string | null,
  ): Promise<boolean> {
    return inTransaction(this.dataSource, async tx => {
      const standing = await lockStanding(tx, 'p.submission_id = $1', [submissionId]);
      const [last] = await select<{ number: number }>(
        tx,
        'select coalesce(max(number), 0)::int as number from recertification where submission_id = $1',
        [submissionId],
      );
      if (standing === null || last?.number !== number - 1) return false;
      const id = randomUUID();
      await tx.query(
        `insert into recertification (id, submission_id, number, cause, request_id, ruleset_id, ruleset_version, ruleset_digest,
           verdict, reason, fault, counts, blocking, report)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
        [
          ...[id, submissionId, number, cause, requestId, ruleset.id, ruleset.version, ruleset.digest],
          ...[verdict, storable(reason), fault, asJson(counts), blocking, report],
        ],
      );
      const details = { recertification: id, number, cause, ruleset: ruleset.digest, verdict, fault, blocking, report };
      await appendAudit(tx, { actor: assay, action: 'version.recertified', submissionId, details });
      return true;
    });
  }

  ask(id: string, name: ConnectorName, version: string, by: string): Promise<void> {
    return inTransaction(this.dataSource, async tx => {
      const asked = { ...name, version };
      const where = '(p.publisher, p.connector, p.version) = ($1, $2, $3)';
      const submissionId = await lockStanding(tx, where, [name.publisher, name.connector, version]);
      if ((await select(tx, 'select from recertification_request where id = $1', [id])).length > 0) return;
      if (submissionId === null) throw problem('version-not-public', asked);
      await requireMemberOr(tx, 'reviewer', name.publisher, by);
      const open = await select(tx, `${openRequests} where q.submission_id = $1 and ${unanswered}`, [submissionId]);
      if (open.length > 0) throw problem('recertification-open', asked);
      await tx.query('insert into recertification_request (id, submission_id, account_id) values ($1, $2, $3)', [
        id,
        submissionId,
        by,
      ]);
      const details = { request: id, ...asked };
      await appendAudit(tx, { actor: by, action: 'version.recertification-asked', submissionId, details });
    });
  }

  async states(submissionIds: readonly string[]): Promise<ReadonlyMap<string, RecertificationState>> {
    if (submissionIds.length === 0) return new Map();
    return withProblems(async () => {
      const db = this.dataSource.manager;
      const newest = await select<RecertificationRow>(
        db,
        `select r.* from unnest($1::text[]) as wanted (id)
          cross join lateral (${judged} where r.submission_id = wanted.id order by r.number desc limit 1) as r`,
        [submissionIds],
      );
      const requests = await select<{ submissionId: string; at: Date }>(
        db,
        `${openRequests} where q.submission_id = any ($1) and ${unanswered}`,
        [submissionIds],
      );
      return new Map(
        submissionIds.map(id => {
          const row = newest.find(({ submissionId }) => submissionId === id);
          const asked = requests.find(({ submissionId }) => submissionId === id);
          return [id, { newest: row ? recertificationOf(row) : null, askedAt: asked?.at.toISOString() ?? null }];
        }),
      );
    });
  }

  async get(id: string, name: ConnectorName): Promise<Recertification> {
    const [row] = await withProblems(() =>
      select<RecertificationRow>(
        this.dataSource.manager,
        `${judged} where r.id = $1 and (p.publisher, p.connector) = ($2, $3)`,
        [id, name.publisher, name.connector],
      ),
    );
    if (row === undefined) throw problem('recertification-not-found', { ...name, id });
    return recertificationOf(row);
  }
}

type DueRow = Submission &
  Pick<DueRecertification, 'cause' | 'requestId' | 'number'> &
  Pick<Revision, 'uploadSha256' | 'uploadName' | 'uploadedBy'> &
  Package & { readonly beforeDigest: string | null; readonly beforeFiles: readonly PackageFile[] | null };

/**
 * Judged by other rules: than the last judgement that proved something, or else than the certificate. Where workers with two rulesets run
 * beside each other for a while, each ruleset has its say once a day. What it was certified against is the version that was the public one
 * for comparison on the day on which it became public itself. Which of a publisher's comes first is left to chance, so that several workers
 * seldom judge the same.
 */
const dueQuery = `
with standing as (
  select p.submission_id, p.publisher, p.connector, p.digest, p.verified_at, c.expires_at, q.id as request_id,
         coalesce(last.number, 0) as last_number, coalesce(last.ruleset_digest, c.ruleset_digest) as judged_by
    from publication p
    left join certificate c on c.submission_id = p.submission_id
    left join lateral (
      select number, ruleset_digest from recertification r
       where r.submission_id = p.submission_id and r.verdict <> 'inconclusive' order by number desc limit 1) as last on true
    left join lateral (
      select q.id from recertification_request q
       where q.submission_id = p.submission_id
         and not exists (select from recertification r where r.request_id = q.id and r.verdict <> 'inconclusive')
       limit 1) as q on true
   where p.verified_at is not null and not exists (select from withdrawn_version w where w.submission_id = p.submission_id)
), caused as (
  select s.*, case
           when s.request_id is not null then 1
           when s.expires_at > now() and s.expires_at <= now() + make_interval(days => $2) and not exists (
             select from recertification r where r.submission_id = s.submission_id and r.verdict <> 'inconclusive'
                and r.at >= s.expires_at - make_interval(days => $2)) then 2
           when s.judged_by is distinct from $1 and not exists (
             select from recertification r where (r.submission_id, r.ruleset_digest) = (s.submission_id, $1)
                and r.verdict <> 'inconclusive' and r.at > now() - interval '1 day') then 3
         end as urgency
    from standing s
), due as (
  select s.*, row_number() over (partition by s.publisher order by s.urgency, random()) as place
    from caused s
   cross join lateral (
     select count(*)::int as tries, max(r.at) as tried_at from recertification r
      where r.submission_id = s.submission_id and r.number > s.last_number and r.ruleset_digest = $1
        and r.request_id is not distinct from s.request_id) as tried
   where s.urgency is not null and (tried.tries = 0 or now() >= tried.tried_at
         + make_interval(mins => least($3::int * power($4::int, least(tried.tries - 1, 20)), $5::int)::int))
   order by place, s.urgency, random() limit $6
)
select b.id, b.publisher, b.connector, b.profile, b.stage, b.state, v.number as revision, b.version, v.digest, v.files,
       v.upload_sha256 as "uploadSha256", v.upload_name as "uploadName", v.uploaded_by as "uploadedBy",
       (array['asked', 'near-end', 'rules'])[s.urgency] as cause, s.request_id as "requestId",
       (select coalesce(max(number), 0)::int + 1 from recertification r where r.submission_id = s.submission_id) as number,
       before.digest as "beforeDigest", before.files as "beforeFiles"
  from due s
  join submission b on b.id = s.submission_id
 cross join lateral (
   select * from revision where (submission_id, digest) = (s.submission_id, s.digest) order by number desc limit 1) as v
  left join lateral (
    select o.digest, r.files from publication o
      join revision r on r.submission_id = o.submission_id and r.digest = o.digest
     where (o.publisher, o.connector) = (s.publisher, s.connector) and o.verified_at is not null
       and (o.verified_at, o.submission_id) < (s.verified_at, s.submission_id)
     order by exists (
       select from version_withdrawal w
         left join version_withdrawal_consent t on t.withdrawal_id = w.id
         left join version_withdrawal_undone u on u.withdrawal_id = w.id
        where w.submission_id = o.submission_id and (w.side = 'publisher' or t.withdrawal_id is not null)
          and coalesce(t.at, w.at) <= s.verified_at and (u.at is null or u.at > s.verified_at)),
       o.verified_at desc, o.submission_id desc, r.number desc limit 1) as before on true
 order by s.place, s.urgency`;

const openRequests = 'select q.submission_id as "submissionId", q.at from recertification_request q';
const unanswered = `not exists (select from recertification r where r.request_id = q.id and r.verdict <> 'inconclusive')`;

interface RecertificationRow extends Omit<Recertification, 'ruleset' | 'at'> {
  readonly rulesetId: string;
  readonly rulesetVersion: string;
  readonly rulesetDigest: string;
  readonly at: Date;
}

const judged = `
  select r.id, r.submission_id as "submissionId", p.version, p.digest, r.cause, r.ruleset_id as "rulesetId",
         r.ruleset_version as "rulesetVersion", r.ruleset_digest as "rulesetDigest", r.verdict, r.reason, r.fault, r.counts, r.blocking,
         r.report, r.at
    from recertification r join publication p on p.submission_id = r.submission_id and p.verified_at is not null`;

function recertificationOf({
  rulesetId,
  rulesetVersion,
  rulesetDigest,
  at,
  ...row
}: RecertificationRow): Recertification {
  const ruleset = { id: rulesetId, version: rulesetVersion, digest: rulesetDigest };
  return { ...row, ruleset, at: at.toISOString() };
}

/** The submission of a public version that was not withdrawn, its publication locked; null where there is none. */
async function lockStanding(tx: EntityManager, where: string, values: readonly string[]): Promise<string | null> {
  const [found] = await select<{ id: string }>(
    tx,
    `select p.submission_id as id from publication p where ${where} and p.verified_at is not null for update`,
    [...values],
  );
  if (found === undefined) return null;
  // Asked once the lock is ours: whoever withdrew it meanwhile held it.
  const withdrawn = await select(tx, 'select from withdrawn_version where submission_id = $1', [found.id]);
  return withdrawn.length > 0 ? null : found.id;
}
