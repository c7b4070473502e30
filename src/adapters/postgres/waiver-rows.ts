import type { EntityManager } from 'typeorm';
import type { GivenWaiver } from '../../core/given-waiver.js';
import { select } from './transaction.js';

// Reading waivers, for their own adapter and for the ledger, which hands them out with the steps.

export interface WaiverRow extends Omit<GivenWaiver, 'at' | 'revoked'> {
  readonly position: string;
  readonly at: Date;
  readonly revokedBy: string | null;
  readonly revokedName: string | null;
  readonly revokedReason: string | null;
  readonly revokedAt: Date | null;
}

/** The rows of waivers with what became of them; a WHERE is to follow. */
export const waiversOf = `
  select w.position::text as position, w.id, w.submission_id as "submissionId", w.revision, w.digest, w.publisher, w.connector, w.scope,
         w.fingerprint, w.rule, w.file, w.pointer, w.message, w.reason, w.account_id as account, a.name, w.expires::text as expires, w.at,
         v.account_id as "revokedBy", b.name as "revokedName", v.reason as "revokedReason", v.at as "revokedAt"
    from waiver w join account a on a.id = w.account_id
    left join waiver_revocation v on v.waiver_id = w.id left join account b on b.id = v.account_id`;

/** The waiver that a row tells. */
export function waiverOf({
  position: _,
  at,
  revokedBy,
  revokedName,
  revokedReason,
  revokedAt,
  ...row
}: WaiverRow): GivenWaiver {
  const isRevoked = revokedBy !== null && revokedName !== null && revokedReason !== null && revokedAt !== null;
  const revoked = isRevoked
    ? { account: revokedBy, name: revokedName, reason: revokedReason, at: revokedAt.toISOString() }
    : null;
  return { ...row, at: at.toISOString(), revoked };
}

/** Every waiver that reaches a submission, oldest first, ended ones too. */
export async function findReachingWaivers(
  tx: EntityManager,
  { id, publisher, connector }: { readonly id: string; readonly publisher: string; readonly connector: string },
): Promise<GivenWaiver[]> {
  const rows = await select<WaiverRow>(
    tx,
    `${waiversOf} where (w.publisher, w.connector) = ($1, $2) and (w.scope = 'connector' or w.submission_id = $3)
      order by w.position`,
    [publisher, connector, id],
  );
  return rows.map(waiverOf);
}

/** The database's day, `YYYY-MM-DD` in UTC. */
export async function dayOf(tx: EntityManager): Promise<string> {
  const [day] = await select<{ today: string }>(tx, `select ((now() at time zone 'utc')::date)::text as today`);
  if (day === undefined) throw new Error('The database does not know the day.');
  return day.today;
}
