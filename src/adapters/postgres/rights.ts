import type { EntityManager } from 'typeorm';
import type { Role } from '../../core/account.js';
import { problem } from '../../core/problems.js';
import { select } from './transaction.js';

/**
 * Throws `publisher-not-yours` unless the account is a member of the publisher, or has the role. The account is locked: a membership or a
 * role that changes at the same moment comes clearly before or after.
 */
export async function requireMemberOr(
  tx: EntityManager,
  role: Role,
  publisher: string,
  account: string,
): Promise<void> {
  await tx.query('select from account where id = $1 for share', [account]);
  const rights = await select(
    tx,
    `select from membership where (account_id, publisher) = ($1, $2)
     union all select from role where (account_id, role) = ($1, $3)`,
    [account, publisher, role],
  );
  if (rights.length === 0) throw problem('publisher-not-yours', { publisher });
}
