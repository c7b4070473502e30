import type { EntityManager } from 'typeorm';
import type { Approval } from '../../core/approval.js';
import type { PackageFile } from '../../core/package.js';
import type { Channel, ChannelEntry, SubmissionFilter, SubmissionSummary } from '../../core/ports/ledger.js';
import { problem } from '../../core/problems.js';
import type { Receipt } from '../../core/publication.js';
import type { Revision, Submission } from '../../core/submission.js';
import { page, readCursor } from './cursor.js';
import { submissionSchema } from './schemas.js';
import { select } from './transaction.js';

// Reading submissions. Everything here takes the connection to read on, so that it serves inside and outside of transactions.

/** The submission; with `lock`, nobody else changes it until the transaction ends. Throws `submission-not-found`. */
export async function findSubmission(tx: EntityManager, id: string, lock = false): Promise<SubmissionSummary> {
  // PostgreSQL refuses a NUL inside a text; an id that is none is simply not found.
  const found = /^[\w-]{1,64}$/.test(id)
    ? await tx.findOne(submissionSchema, { where: { id }, ...(lock && { lock: { mode: 'pessimistic_write' } }) })
    : null;
  if (found === null) throw problem('submission-not-found', { id: id.slice(0, 64) });
  return found;
}

/** The members of a submission that the flow knows; a list's line has more. */
export function submissionOf(summary: Submission): Submission {
  const { id, publisher, connector, profile, stage, state, revision, version } = summary;
  return { id, publisher, connector, profile, stage, state, revision, version };
}

interface RevisionRow extends Omit<Revision, 'package'> {
  readonly digest: string | null;
  readonly files: PackageFile[] | null;
}

/** All revisions of a submission, or the one with this number. */
export async function findRevisions(
  tx: EntityManager,
  submissionId: string,
  number: number | null = null,
): Promise<Revision[]> {
  const rows = await select<RevisionRow>(
    tx,
    `select submission_id as "submissionId", number, upload_sha256 as "uploadSha256", upload_name as "uploadName",
            uploaded_by as "uploadedBy", digest, files
       from revision where submission_id = $1 and number = coalesce($2, number) order by number`,
    [submissionId, number],
  );
  return rows.map(({ digest, files, ...row }) => ({
    ...row,
    package: digest === null || files === null ? null : { digest, files },
  }));
}

/** The revision with this number. A submission without it is a bug. */
export async function findRevision(tx: EntityManager, submissionId: string, number: number): Promise<Revision> {
  const [revision] = await findRevisions(tx, submissionId, number);
  if (revision === undefined) throw new Error(`Submission ${submissionId} has no revision ${number}.`);
  return revision;
}

/** The approvals that a submission was given, oldest first: all, or those of exactly this digest. */
export async function findApprovals(
  tx: EntityManager,
  submissionId: string,
  digest: string | null = null,
): Promise<Approval[]> {
  const rows = await select<Omit<Approval, 'at'> & { at: Date }>(
    tx,
    `select account_id as account, digest, ruleset_digest as "rulesetDigest", comment, at
       from decision where submission_id = $1 and kind = 'approve' and digest = coalesce($2, digest) order by id`,
    [submissionId, digest],
  );
  return rows.map(row => ({ ...row, at: row.at.toISOString() }));
}

/** A page of submissions, newest first. Throws `cursor-invalid`. */
export async function listSubmissions(
  tx: EntityManager,
  { publishers, state, stage, limit, cursor }: SubmissionFilter,
): Promise<{ items: SubmissionSummary[]; next: string | null }> {
  const query = tx.createQueryBuilder(submissionSchema, 's');
  if (publishers !== null) query.andWhere('s.publisher = any(:publishers)', { publishers });
  if (state !== null) query.andWhere('s.state = :state', { state });
  if (stage !== null) query.andWhere('s.stage = :stage', { stage });
  if (cursor !== null) query.andWhere('(s.createdAt, s.id) < (:at, :id)', readCursor(cursor));
  const lines = await query
    .orderBy('s.createdAt', 'DESC')
    .addOrderBy('s.id', 'DESC')
    .limit(limit + 1)
    .getMany();
  return page(lines, limit, line => ({ at: line.createdAt, id: line.id }));
}

/** A page of what a channel offers, newest first. Throws `cursor-invalid`. */
export async function listChannel(
  tx: EntityManager,
  channel: Channel,
  { limit, cursor }: Pick<SubmissionFilter, 'limit' | 'cursor'>,
): Promise<{ items: ChannelEntry[]; next: string | null }> {
  const mark = cursor === null ? null : readCursor(cursor);
  const rows = await select<Omit<ChannelEntry, 'since' | 'receipt'> & { since: Date; receipt: Receipt | null }>(
    tx,
    `select * from (${channels[channel]}) as offered
      where $2::timestamptz is null or (since, "submissionId") < ($2, $3)
      order by since desc, "submissionId" desc limit $1`,
    [limit + 1, mark?.at ?? null, mark?.id ?? null],
  );
  const lines = rows.map(row => ({ ...row, since: row.since.toISOString() }));
  return page(lines, limit, line => ({ at: line.since, id: line.submissionId }));
}

/** The public version of a connector that was published last and was not withdrawn; where all were, the last; or null. */
export async function findNewestPublic(
  tx: EntityManager,
  publisher: string,
  connector: string,
): Promise<ChannelEntry | null> {
  const [row] = await select<Omit<ChannelEntry, 'since'> & { since: Date }>(
    tx,
    `select * from (${channels.public}) as offered where (publisher, connector) = ($1, $2)
      order by exists (select from withdrawn_version w where w.submission_id = "submissionId"), since desc, "submissionId" desc limit 1`,
    [publisher, connector],
  );
  return row === undefined ? null : { ...row, since: row.since.toISOString() };
}

const channels = {
  preview: `
    select s.publisher, s.connector, s.version, s.digest, s.id as "submissionId", s.updated_at as since, null::jsonb as receipt
      from submission s
     where s.state = 'waiting' and s.stage = 'preview'`,
  public: `
    select p.publisher, p.connector, p.version, p.digest, p.submission_id as "submissionId", p.verified_at as since, t.receipt
      from publication p join step t on t.submission_id = p.submission_id and t.receipt is not null
     where p.verified_at is not null`,
} as const satisfies Record<Channel, string>;

/** True when a report of this submission names this digest as evidence. */
export async function namesEvidence(tx: EntityManager, submissionId: string, digest: string): Promise<boolean> {
  const rows = await select(
    tx,
    `(select from step where submission_id = $1 and report -> 'evidence' ? $2 limit 1)
     union all (select from monitor_run where submission_id = $1 and evidence = $2 limit 1)`,
    [submissionId, digest],
  );
  return rows.length > 0;
}
