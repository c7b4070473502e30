import type { DataSource, EntityManager } from 'typeorm';
import { mostTesters, Testers } from '../../core/ports/testers.js';
import type {
  Invitation,
  NewTesterVerdict,
  Page,
  PageRequest,
  PreviewUse,
  Tester,
  TesterVerdict,
} from '../../core/ports/testers.js';
import { Problem, problem } from '../../core/problems.js';
import { isFinal } from '../../core/submission.js';
import { appendAudit } from './audit.js';
import { page, readCursor } from './cursor.js';
import type { Mark } from './cursor.js';
import { storable } from './storable.js';
import { findSubmission } from './submissions.js';
import { change, inTransaction, select, withProblems } from './transaction.js';

/** Testers in PostgreSQL. Who may be one, and whose verdict counts, the database itself decides. */
export class PostgresTesters extends Testers {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  invite(submissionId: string, account: string, by: string): Promise<Tester> {
    return independently(() => inTransaction(this.dataSource, tx => invite(tx, submissionId, account, by)));
  }

  remove(submissionId: string, account: string, by: string): Promise<void> {
    return inTransaction(this.dataSource, async tx => {
      await findSubmission(tx, submissionId, true);
      const removed = await change(
        tx,
        `update tester set removed_at = now() where submission_id = $1 and account_id = $2 and removed_at is null
         returning account_id`,
        [submissionId, account],
      );
      if (removed.length === 0) throw problem('tester-not-found', { id: submissionId, account });
      await appendAudit(tx, { actor: by, action: 'tester.removed', submissionId, details: { account } });
    });
  }

  list(submissionId: string, { limit, cursor }: PageRequest): Promise<Page<Tester>> {
    const mark = markOf(cursor);
    return withProblems(async () => {
      const testers = await findTesters(
        this.dataSource.manager,
        `t.submission_id = $1 and ($3::timestamptz is null or (t.at, t.account_id) < ($3, $4))`,
        [submissionId, limit + 1, mark.at, mark.id],
      );
      return page(testers, limit, ({ at, account }) => ({ at, id: account }));
    });
  }

  async has(submissionId: string, account: string): Promise<boolean> {
    const found = await withProblems(() => findTester(this.dataSource.manager, submissionId, account));
    return found !== null;
  }

  invitations(account: string, { limit, cursor }: PageRequest): Promise<Page<Invitation>> {
    const mark = markOf(cursor);
    return withProblems(async () => {
      const rows = await select<Omit<Invitation, 'invitedAt'> & { invitedAt: Date }>(
        this.dataSource.manager,
        `select s.id as "submissionId", s.publisher, s.connector, s.version, s.digest, s.stage, s.state, t.at as "invitedAt",
                (${countingVerdict}) as verdict
           from tester t join submission s on s.id = t.submission_id
          where t.account_id = $1 and t.removed_at is null and s.state not in ('rejected', 'withdrawn', 'public')
            and ($3::timestamptz is null or (t.at, t.submission_id) < ($3, $4))
          order by t.at desc, t.submission_id desc limit $2`,
        [account, limit + 1, mark.at, mark.id],
      );
      const lines = rows.map(row => ({ ...row, invitedAt: row.invitedAt.toISOString() }));
      return page(lines, limit, ({ invitedAt, submissionId }) => ({ at: invitedAt, id: submissionId }));
    });
  }

  say(submissionId: string, verdict: NewTesterVerdict): Promise<TesterVerdict> {
    return independently(() => inTransaction(this.dataSource, tx => say(tx, submissionId, verdict)));
  }

  verdicts(submissionId: string, account: string | null, { limit, cursor }: PageRequest): Promise<Page<TesterVerdict>> {
    const mark = markOf(cursor);
    return withProblems(async () => {
      const found = await findVerdicts(
        this.dataSource.manager,
        `v.submission_id = $1 and v.account_id = coalesce($5, v.account_id)
          and ($3::timestamptz is null or (v.at, v.id::text) < ($3, $4))`,
        [submissionId, limit + 1, mark.at, mark.id, account],
      );
      return page(found, limit, ({ at, id }) => ({ at, id }));
    });
  }

  async openSubmission(publisher: string, connector: string): Promise<string | null> {
    const [open] = await withProblems(() =>
      select<{ id: string }>(
        this.dataSource.manager,
        `select id from submission where publisher = $1 and connector = $2 and state not in ('rejected', 'withdrawn', 'public')`,
        [publisher, connector],
      ),
    );
    return open?.id ?? null;
  }

  async count({
    submissionId,
    revision,
    account,
    good,
  }: Pick<PreviewUse, 'account' | 'revision'> & { submissionId: string; good: boolean }): Promise<void> {
    await withProblems(() =>
      this.dataSource.manager.query(
        `insert into preview_use (submission_id, revision, account_id, calls, good_calls) values ($1, $2, $3, 1, $4)
         on conflict (submission_id, revision, account_id) do update
           set calls = preview_use.calls + 1, good_calls = preview_use.good_calls + excluded.good_calls, last_at = now()`,
        [submissionId, revision, account, good ? 1 : 0],
      ),
    );
  }

  uses(submissionId: string, { limit, cursor }: PageRequest): Promise<Page<PreviewUse>> {
    const mark = markOf(cursor);
    return withProblems(async () => {
      const rows = await select<Omit<PreviewUse, 'lastAt'> & { lastAt: Date }>(
        this.dataSource.manager,
        `select u.account_id as account, a.name, u.revision, u.calls, u.good_calls as "goodCalls", u.last_at as "lastAt"
           from preview_use u join account a on a.id = u.account_id
          where u.submission_id = $1
            and ($3::timestamptz is null or (u.last_at, u.account_id || '-' || u.revision) < ($3, $4))
          order by u.last_at desc, u.account_id || '-' || u.revision desc limit $2`,
        [submissionId, limit + 1, mark.at, mark.id],
      );
      const lines = rows.map(row => ({ ...row, lastAt: row.lastAt.toISOString() }));
      return page(lines, limit, ({ lastAt, account, revision }) => ({ at: lastAt, id: `${account}-${revision}` }));
    });
  }
}

/** The verdict that counts of tester `t` about submission `s`. */
const countingVerdict = `
  select v.kind from tester_verdict v
   where (v.submission_id, v.revision, v.account_id, v.digest) = (t.submission_id, s.revision, t.account_id, s.digest)
   order by v.id desc limit 1`;

async function invite(tx: EntityManager, submissionId: string, account: string, by: string): Promise<Tester> {
  const { state } = await findSubmission(tx, submissionId, true);
  if (isFinal({ state })) throw problem('invitation-too-late', { id: submissionId, state });
  const known = await findTester(tx, submissionId, account);
  if (known !== null) return known;
  const accounts = await select(tx, 'select from account where id = $1', [account]);
  if (accounts.length === 0) throw problem('account-not-found', { account });
  const others = await select(tx, 'select from tester where submission_id = $1 and removed_at is null', [submissionId]);
  if (others.length >= mostTesters) throw problem('tester-limit', { id: submissionId, limit: mostTesters });
  await tx.query(
    `insert into tester (submission_id, account_id, invited_by) values ($1, $2, $3)
     on conflict (submission_id, account_id) do update set removed_at = null, invited_by = excluded.invited_by`,
    [submissionId, account, by],
  );
  await appendAudit(tx, { actor: by, action: 'tester.invited', submissionId, details: { account } });
  return present(await findTester(tx, submissionId, account));
}

async function say(
  tx: EntityManager,
  submissionId: string,
  { account, digest, kind, comment }: NewTesterVerdict,
): Promise<TesterVerdict> {
  const current = await findSubmission(tx, submissionId, true);
  const { stage, state, revision } = current;
  if ((await findTester(tx, submissionId, account)) === null) {
    throw problem('tester-not-found', { id: submissionId, account });
  }
  if (stage !== 'preview' || state !== 'waiting') {
    throw problem('preview-not-open', {
      connector: `${current.publisher}/${current.connector}`,
      standing: `it is at ${stage}, ${state}`,
    });
  }
  if (current.digest !== digest) {
    throw problem('decision-stale', { decided: digest, current: current.digest ?? 'no package yet' });
  }
  const [added] = await select<{ id: string }>(
    tx,
    `insert into tester_verdict (submission_id, revision, digest, account_id, kind, comment)
     values ($1, $2, $3, $4, $5, $6) returning id`,
    [submissionId, revision, digest, account, kind, storable(comment)],
  );
  const details = { revision, digest, kind, comment };
  await appendAudit(tx, { actor: account, action: 'tester.verdict', submissionId, details });
  const [verdict] = await findVerdicts(tx, 'v.submission_id = $1 and v.id = $3', [submissionId, 1, added?.id]);
  return present(verdict);
}

async function findTester(tx: EntityManager, submissionId: string, account: string): Promise<Tester | null> {
  const [tester] = await findTesters(tx, 't.submission_id = $1 and t.account_id = $3', [submissionId, 1, account]);
  return tester ?? null;
}

/** Who is invited and fits a condition on `t`, newest first; the second value is how many at most. */
async function findTesters(tx: EntityManager, where: string, values: unknown[]): Promise<Tester[]> {
  const rows = await select<Omit<Tester, 'at'> & { at: Date }>(
    tx,
    `select t.account_id as account, a.name, t.invited_by as "invitedBy", t.at, (${countingVerdict}) as verdict
       from tester t join account a on a.id = t.account_id join submission s on s.id = t.submission_id
      where ${where} and t.removed_at is null order by t.at desc, t.account_id desc limit $2`,
    values,
  );
  return rows.map(row => ({ ...row, at: row.at.toISOString() }));
}

/** Verdicts that a condition on `v` holds for, newest first; the second value is how many at most. */
async function findVerdicts(tx: EntityManager, where: string, values: unknown[]): Promise<TesterVerdict[]> {
  const rows = await select<Omit<TesterVerdict, 'at'> & { at: Date }>(
    tx,
    `select v.id::text as id, v.account_id as account, a.name, v.revision, v.digest, v.kind, v.comment, v.at,
            t.removed_at is null and (v.revision, v.digest) = (s.revision, s.digest) and not exists (
              select from tester_verdict newer where (newer.submission_id, newer.revision, newer.account_id)
                = (v.submission_id, v.revision, v.account_id) and newer.id > v.id) as counts
       from tester_verdict v join account a on a.id = v.account_id join submission s on s.id = v.submission_id
       join tester t on (t.submission_id, t.account_id) = (v.submission_id, v.account_id)
      where ${where} order by v.at desc, v.id::text desc limit $2`,
    values,
  );
  return rows.map(row => ({ ...row, counts: row.counts === true, at: row.at.toISOString() }));
}

/** Tells the database's refusal of somebody who is not independent in the words of testers. */
async function independently<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'four-eyes') throw error;
    throw problem('tester-not-independent', { reason: error.context.reason ?? '' }, error);
  }
}

function markOf(cursor: string | null): Mark | { at: null; id: null } {
  return cursor === null ? { at: null, id: null } : readCursor(cursor);
}

function present<T>(found: T | null | undefined): T {
  if (found === null || found === undefined) throw new Error('What was just written is not there.');
  return found;
}
