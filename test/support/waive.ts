import type { Finding } from '../../src/core/finding.js';
import type { TestDatabase } from './database.js';

/** Waives findings of a submission that is past its gate, as if a reviewer had done so before: the database refuses it now. */
export async function waiveEarlier(
  database: Pick<TestDatabase, 'query'>,
  submissionId: string,
  findings: readonly Pick<Finding, 'fingerprint' | 'rule' | 'file'>[],
  by: string,
): Promise<void> {
  await database.query('alter table waiver disable trigger user');
  for (const { fingerprint, rule, file } of findings) {
    await database.query(
      `insert into waiver (id, submission_id, revision, digest, publisher, connector, scope, fingerprint, rule, file, message, reason,
              account_id, expires)
       select gen_random_uuid(), id, revision, digest, publisher, connector, 'submission', $2, $3, $4, 'x', 'Agreed.', $5, current_date + 30
         from submission where id = $1`,
      [submissionId, fingerprint, rule, file, by],
    );
  }
  await database.query('alter table waiver enable trigger user');
}
