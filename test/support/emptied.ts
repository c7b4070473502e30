import type { TestDatabase } from './database.js';

/** Empties every table of a test's own database; what the guards forbid anybody else. */
export async function emptied(database: TestDatabase): Promise<void> {
  await database.query(`
    alter table audit disable trigger user;
    truncate waiver_revocation, waiver, comment_resolution, comment, preview_use, preview_connection, tester_verdict, tester, monitor_run,
      delivery_attempt, delivery, notice, webhook, idempotency_key, credential, audit, outbox, publication, acknowledgement, decision,
      step, gate, turn, queue, escalation, assignment, last_assignment, revision, submission, connector, token, role, membership, account,
      publisher;
    alter table audit enable trigger user`);
}
