import type { DataSource, EntityManager } from 'typeorm';
import { Connections } from '../../core/ports/connections.js';
import type { Connection, ConnectionChange } from '../../core/ports/connections.js';
import { problem } from '../../core/problems.js';
import { isFinal } from '../../core/submission.js';
import type { Submission } from '../../core/submission.js';
import { storable } from './storable.js';
import { breaks, change, inTransaction, select, withProblems } from './transaction.js';
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
    const records = this.sealAll(submissionId, storable(connection));
    await this.write(async tx => {
      const submission = await lockSubmission(tx, submissionId);
      if (submission !== null && isFinal(submission)) {
        throw problem('submission-not-revisable', { id: submissionId, ...submission });
      }
      await change(tx, 'delete from credential where submission_id = $1', [submissionId]);
      await insertAll(tx, submissionId, records);
      // What was put away for a submission that was then never opened: its process died in between.
      await change(
        tx,
        `delete from credential where stored_at < now() - interval '1 day'
           and not exists (select from submission where id = credential.submission_id)`,
      );
    });
  }

  async change(submissionId: string, { from, to }: ConnectionChange): Promise<boolean> {
    const given = Object.entries(to).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
    const records = this.sealAll(submissionId, storable(Object.fromEntries(given)));
    return this.write(async tx => {
      const submission = await lockSubmission(tx, submissionId);
      if (submission !== null && isFinal(submission)) return false;
      const stored = await recordsOf(tx, submissionId, Object.keys(from));
      const values = new Map(stored.map(record => [record.name, this.open(submissionId, record)]));
      if (Object.entries(from).some(([name, value]) => (values.get(name) ?? null) !== value)) return false;
      await change(tx, 'delete from credential where submission_id = $1 and name = any($2)', [
        submissionId,
        Object.keys(to),
      ]);
      await insertAll(tx, submissionId, records);
      return true;
    });
  }

  async get(submissionId: string): Promise<Connection | null> {
    const records = await withProblems(() => recordsOf(this.dataSource.manager, submissionId, null));
    if (records.length === 0) return null;
    return Object.fromEntries(records.map(record => [record.name, this.open(submissionId, record)]));
  }

  async delete(submissionId: string): Promise<void> {
    await withProblems(() =>
      change(this.dataSource.manager, 'delete from credential where submission_id = $1', [submissionId]),
    );
  }

  /** Throws `vault-key-retired` when the master key was replaced since this process started. */
  private async write<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await inTransaction(this.dataSource, work);
    } catch (error) {
      if (!breaks(error, keyInUse)) throw error;
      throw problem('vault-key-retired', { held: keyIdOf(this.masterKey) }, error);
    }
  }

  private sealAll(submissionId: string, connection: Connection): Stored[] {
    return Object.entries(connection).map(([name, value]) => ({
      name,
      ...seal(this.masterKey, [submissionId, name], value),
    }));
  }

  private open(submissionId: string, { name, ...record }: Stored): string {
    const held = keyIdOf(this.masterKey);
    if (record.keyId !== held) throw problem('vault-key-wrong', { sealedWith: record.keyId, held });
    try {
      return unseal(this.masterKey, [submissionId, name], record);
    } catch (error) {
      throw problem('vault-record-damaged', { id: submissionId, name }, error);
    }
  }
}

/** A record of the vault with the name of its member. */
interface Stored extends Sealed {
  readonly name: string;
}

/** Name that the database gives the refusal of a record that was sealed with a retired key. */
const keyInUse = 'credential_key_in_use';

/** Holds the submission as it is until the transaction ends; null when it was not opened yet. */
async function lockSubmission(
  tx: EntityManager,
  submissionId: string,
): Promise<Pick<Submission, 'state' | 'stage'> | null> {
  const [submission] = await select<Pick<Submission, 'state' | 'stage'>>(
    tx,
    'select state, stage from submission where id = $1 for update',
    [submissionId],
  );
  return submission ?? null;
}

/** The records of these members, or of all for null. */
function recordsOf(tx: EntityManager, submissionId: string, names: readonly string[] | null): Promise<Stored[]> {
  return select<Stored>(
    tx,
    `select name, key_id as "keyId", wrapped_key as "wrappedKey", sealed from credential
      where submission_id = $1 and ($2::text[] is null or name = any($2)) order by name`,
    [submissionId, names],
  );
}

async function insertAll(tx: EntityManager, submissionId: string, records: readonly Stored[]): Promise<void> {
  for (const { name, keyId, wrappedKey, sealed } of records) {
    await tx.query(
      'insert into credential (submission_id, name, key_id, wrapped_key, sealed) values ($1, $2, $3, $4, $5)',
      [submissionId, name, keyId, wrappedKey, sealed],
    );
  }
}
