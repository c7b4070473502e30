import type { DataSource } from 'typeorm';
import { Connections } from '../../core/ports/connections.js';
import type { Connection } from '../../core/ports/connections.js';
import { problem } from '../../core/problems.js';
import { isFinal } from '../../core/submission.js';
import type { Submission } from '../../core/submission.js';
import { storable } from './storable.js';
import { change, inTransaction, select, withProblems } from './transaction.js';
import { keyIdOf, seal, unseal } from './vault.js';
import type { Sealed } from './vault.js';

/**
 * Credentials in PostgreSQL, each sealed with AES-256-GCM under a key of its own that the master key wraps. They may be put away
 * before their submission is opened; the database forgets them in the transaction that makes the submission final.
 */
export class PostgresConnections extends Connections {
  /** `masterKey` is 32 random bytes. Whoever loses it loses the credentials, and nothing else. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly masterKey: Uint8Array,
  ) {
    super();
  }

  async put(submissionId: string, connection: Connection): Promise<void> {
    const records = Object.entries(storable(connection)).map(([name, value]) => ({
      name,
      ...seal(this.masterKey, [submissionId, name], value),
    }));
    await inTransaction(this.dataSource, async tx => {
      const [submission] = await select<Pick<Submission, 'state' | 'stage'>>(
        tx,
        'select state, stage from submission where id = $1 for update',
        [submissionId],
      );
      if (submission !== undefined && isFinal(submission)) {
        throw problem('submission-not-revisable', { id: submissionId, ...submission });
      }
      await change(tx, 'delete from credential where submission_id = $1', [submissionId]);
      for (const { name, keyId, wrappedKey, sealed } of records) {
        await tx.query(
          'insert into credential (submission_id, name, key_id, wrapped_key, sealed) values ($1, $2, $3, $4, $5)',
          [submissionId, name, keyId, wrappedKey, sealed],
        );
      }
      // What was put away for a submission that was then never opened: its process died in between.
      await change(
        tx,
        `delete from credential where stored_at < now() - interval '1 day'
           and not exists (select from submission where id = credential.submission_id)`,
      );
    });
  }

  async get(submissionId: string): Promise<Connection | null> {
    const records = await withProblems(() =>
      select<Sealed & { name: string }>(
        this.dataSource.manager,
        `select name, key_id as "keyId", wrapped_key as "wrappedKey", sealed from credential where submission_id = $1 order by name`,
        [submissionId],
      ),
    );
    if (records.length === 0) return null;
    return Object.fromEntries(records.map(record => [record.name, this.open(submissionId, record)]));
  }

  async delete(submissionId: string): Promise<void> {
    await withProblems(() =>
      change(this.dataSource.manager, 'delete from credential where submission_id = $1', [submissionId]),
    );
  }

  private open(submissionId: string, { name, ...record }: Sealed & { name: string }): string {
    const held = keyIdOf(this.masterKey);
    if (record.keyId !== held) throw problem('vault-key-wrong', { sealedWith: record.keyId, held });
    try {
      return unseal(this.masterKey, [submissionId, name], record);
    } catch (error) {
      throw problem('vault-record-damaged', { id: submissionId, name }, error);
    }
  }
}
