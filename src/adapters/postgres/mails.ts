import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { AfterMailAttempt, ListedMail, MailLine, MailSettings, MailState } from '../../core/mail.js';
import { Mails } from '../../core/ports/mails.js';
import type { ClaimedMail } from '../../core/ports/mails.js';
import { problem } from '../../core/problems.js';
import { appendAudit } from './audit.js';
import { page, readCursor } from './cursor.js';
import { storable } from './storable.js';
import { change, inTransaction, select, withProblems } from './transaction.js';

/** An account gets at most one new mail in so many seconds: what happens meanwhile is told together in the next. */
const quietSeconds = 60;
/** Lines that one mail is made of; the rest is told in the next. */
const mostLines = 500;
/** Characters of a failure that are kept. */
const keptFailure = 500;

/** Mails in PostgreSQL. */
export class PostgresMails extends Mails {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  settings(account: string): Promise<MailSettings> {
    return withProblems(() => findSettings(this.dataSource.manager, account));
  }

  change(account: string, to: Partial<MailSettings>, by: string): Promise<MailSettings> {
    return inTransaction(this.dataSource, async tx => {
      await tx.query(
        'insert into mail_address (account_id) select id from account where id = $1 on conflict do nothing',
        [account],
      );
      await select(tx, 'select from mail_address where account_id = $1 for update', [account]);
      const before = await findSettings(tx, account);
      const after = { ...before, ...to };
      if (after.address === before.address && after.wants === before.wants) return after;
      await change(tx, 'update mail_address set address = $2, wants = $3 where account_id = $1', [
        account,
        after.address,
        after.wants,
      ]);
      if (after.address === null || after.wants === 'none') {
        await change(tx, 'delete from mail_line where account_id = $1 and mail_id is null', [account]);
        await change(tx, `update mail set state = 'dropped' where account_id = $1 and state = 'due'`, [account]);
      }
      // The trail is kept for ever; the address itself is a person's own and is not in it.
      const details = { account, wants: after.wants, addressChanged: after.address !== before.address };
      await appendAudit(tx, { actor: by, action: 'account.mail-set', submissionId: null, details });
      return after;
    });
  }

  list({ state, limit, cursor }: { state: MailState | null; limit: number; cursor: string | null }) {
    return withProblems(async () => {
      const after = cursor === null ? null : readCursor(cursor);
      const found = await findMails(
        this.dataSource.manager,
        `($2::text is null or m.state = $2) and ($3::timestamptz is null or (m.created_at, m.id) < ($3, $4))`,
        [limit + 1, state, after?.at ?? null, after?.id ?? null],
      );
      return page(found, limit, ({ createdAt, id }) => ({ at: createdAt, id }));
    });
  }

  resend(id: string, by: string): Promise<ListedMail> {
    return inTransaction(this.dataSource, async tx => {
      const [mail] = await select<{ state: MailState; wanted: boolean; enabled: boolean }>(
        tx,
        `select m.state, coalesce(a.address is not null and a.wants <> 'none', false) as wanted, g.enabled
           from mail m left join mail_address a on a.account_id = m.account_id cross join mailing g
          where m.id = $1 for update of m`,
        [id],
      );
      if (mail === undefined) throw problem('mail-not-found', { id });
      const refused = refusal(mail);
      if (refused !== null) throw problem('mail-not-sendable', { id, reason: refused });
      await change(tx, `update mail set state = 'due', due_at = now(), attempts = 0 where id = $1`, [id]);
      const [listed] = await findMails(tx, 'm.id = $2', [1, id]);
      if (listed === undefined) throw problem('mail-not-found', { id });
      const details = { mail: id, account: listed.account };
      await appendAudit(tx, { actor: by, action: 'mail.resent', submissionId: null, details });
      return listed;
    });
  }

  enable(enabled: boolean): Promise<void> {
    return inTransaction(this.dataSource, async tx => {
      await change(tx, 'update mailing set enabled = $1 where enabled <> $1', [enabled]);
      if (enabled) return;
      await change(tx, 'delete from mail_line where mail_id is null');
      await change(
        tx,
        `update mail set state = 'parked', failure = 'Assay runs without a mail server.' where state = 'due'`,
      );
    });
  }

  claim(leaseSeconds: number): Promise<ClaimedMail | null> {
    return inTransaction(this.dataSource, async tx => {
      const claimed = (await claimDue(tx, leaseSeconds)) ?? (await gather(tx, leaseSeconds));
      return claimed === null ? null : { ...claimed, lines: await findLines(tx, claimed.id) };
    });
  }

  async settle(
    { id, fence }: Pick<ClaimedMail, 'id' | 'fence'>,
    after: AfterMailAttempt,
    failure: string | null,
  ): Promise<boolean> {
    // Whoever wanted no more mails while this one was under way is not sent it again.
    const rows = await withProblems(() =>
      change(
        this.dataSource.manager,
        `update mail m set lease_until = null, failure = $4, due_at = now() + make_interval(secs => $5),
                state = case when $3 = 'due' and not exists (select from mail_address a
                  where a.account_id = m.account_id and a.address is not null and a.wants <> 'none') then 'dropped' else $3 end
          where id = $1 and fence = $2 and state = 'sending' returning id`,
        [
          id,
          fence,
          after.state,
          failure === null ? null : storable([...failure].slice(0, keptFailure).join('')),
          after.state === 'due' ? after.pauseSeconds : 0,
        ],
      ),
    );
    return rows.length > 0;
  }
}

function refusal({ state, wanted, enabled }: { state: MailState; wanted: boolean; enabled: boolean }): string | null {
  if (state !== 'parked') return `It is ${state}.`;
  if (!wanted) return 'Its account has no address or wants no mails.';
  return enabled ? null : 'Assay runs without a mail server.';
}

async function findSettings(tx: EntityManager, account: string): Promise<MailSettings> {
  const [found] = await select<{ address: string | null; wants: MailSettings['wants'] | null }>(
    tx,
    `select m.address, m.wants from account a left join mail_address m on m.account_id = a.id where a.id = $1`,
    [account],
  );
  if (found === undefined) throw problem('account-not-found', { account });
  return { address: found.address, wants: found.wants ?? 'my-turn' };
}

/** Mails that a condition on `m` holds for, newest first; the first value is how many at most. */
async function findMails(tx: EntityManager, where: string, values: unknown[]): Promise<ListedMail[]> {
  const rows = await select<Omit<ListedMail, 'createdAt' | 'dueAt'> & { createdAt: Date; dueAt: Date | null }>(
    tx,
    `select m.id, m.account_id as account, a.name, m.state, m.attempts, m.created_at as "createdAt",
            case when m.state = 'due' then m.due_at end as "dueAt", m.failure
       from mail m join account a on a.id = m.account_id
      where ${where} order by m.created_at desc, m.id desc limit $1`,
    values,
  );
  return rows.map(row => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    dueAt: row.dueAt?.toISOString() ?? null,
  }));
}

type Claimed = Omit<ClaimedMail, 'lines'>;

async function claimDue(tx: EntityManager, leaseSeconds: number): Promise<Claimed | null> {
  const [claimed] = await change<Claimed>(
    tx,
    `with next as (
       select m.id from mail m join mail_address a on a.account_id = m.account_id
        where ((m.state = 'due' and m.due_at <= now()) or (m.state = 'sending' and m.lease_until < now()))
          and a.address is not null and a.wants <> 'none'
        order by m.due_at, m.id limit 1 for update of m skip locked)
     update mail m set state = 'sending', fence = fence + 1, attempts = attempts + 1,
            lease_until = now() + make_interval(secs => $1)
       from next, mail_address a
      where m.id = next.id and a.account_id = m.account_id
     returning m.id, m.account_id as account, a.address, m.fence, m.attempts`,
    [leaseSeconds],
  );
  return claimed ?? null;
}

/** Makes one mail of all that the account has to be told which waits longest. */
async function gather(tx: EntityManager, leaseSeconds: number): Promise<Claimed | null> {
  const quiet = `not exists (select from mail m where m.account_id = a.account_id
    and m.created_at > now() - interval '${quietSeconds} seconds')`;
  const [found] = await select<{ account: string; address: string }>(
    tx,
    `select a.account_id as account, a.address from mail_address a
       join lateral (select min(id) as oldest from mail_line where account_id = a.account_id and mail_id is null) l on true
      where l.oldest is not null and a.address is not null and a.wants <> 'none' and ${quiet}
      order by l.oldest limit 1 for update of a skip locked`,
  );
  if (found === undefined) return null;
  const { account, address } = found;
  // Asked again under the lock: another worker may have gathered it a moment ago.
  const free = await select(tx, `select from mail_address a where account_id = $1 and ${quiet}`, [account]);
  if (free.length === 0) return null;
  const id = randomUUID();
  await tx.query(
    `insert into mail (id, account_id, state, attempts, fence, lease_until)
     values ($1, $2, 'sending', 1, 1, now() + make_interval(secs => $3))`,
    [id, account, leaseSeconds],
  );
  await change(
    tx,
    `update mail_line set mail_id = $1 where id in (
       select id from mail_line where account_id = $2 and mail_id is null order by id limit ${mostLines})`,
    [id, account],
  );
  return { id, account, address, fence: 1, attempts: 1 };
}

async function findLines(tx: EntityManager, mailId: string): Promise<MailLine[]> {
  const rows = await select<Omit<MailLine, 'at'> & { at: Date }>(
    tx,
    `select l.event, l.submission_id as "submissionId", l.publisher, l.connector, l.version, l.revision, l.stage, l.detail, l.at,
            case when l.event <> 'submission.returned' then 0 else (
              select count(*)::int from (
                select distinct on (stage) report from step
                 where (submission_id, revision) = (l.submission_id, l.revision) and report is not null
                 order by stage, position desc) as newest,
                jsonb_array_elements(newest.report -> 'findings') as finding
               where (finding -> 'blocks')::boolean and finding ->> 'severity' <> 'ack') end as blocking
       from mail_line l where l.mail_id = $1 order by l.id`,
    [mailId],
  );
  return rows.map(row => ({ ...row, at: row.at.toISOString() }));
}
