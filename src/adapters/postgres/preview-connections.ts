import type { DataSource, EntityManager } from 'typeorm';
import type { Connection, ConnectionChange } from '../../core/ports/connections.js';
import { PreviewConnections } from '../../core/ports/preview-connections.js';
import type { ConnectionOwner } from '../../core/ports/preview-connections.js';
import { problem } from '../../core/problems.js';
import { isFinal } from '../../core/submission.js';
import { appendAudit } from './audit.js';
import { storable } from './storable.js';
import { findSubmission } from './submissions.js';
import { breaks, change, inTransaction, select, withProblems } from './transaction.js';
import { keyIdOf, seal, unseal } from './vault.js';
import type { Sealed } from './vault.js';

/**
 * People's own connections in PostgreSQL: one record each, sealed as a whole under the names of submission and account, so that it opens
 * in no other place.
 */
export class PostgresPreviewConnections extends PreviewConnections {
  /** `masterKey` is 32 random bytes. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly masterKey: Uint8Array,
  ) {
    super();
  }

  put(owner: ConnectionOwner, connection: Connection): Promise<void> {
    const { submissionId, account } = owner;
    return this.write(async tx => {
      const { state } = await findSubmission(tx, submissionId, true);
      if (isFinal({ state })) throw problem('invitation-too-late', { id: submissionId, state });
      await this.seal(tx, owner, connection);
      const details = { account };
      await appendAudit(tx, { actor: account, action: 'preview-connection.stored', submissionId, details });
    });
  }

  async get(owner: ConnectionOwner): Promise<Connection | null> {
    const record = await withProblems(() => findRecord(this.dataSource.manager, owner));
    return record && this.open(owner, record);
  }

  async has(owner: ConnectionOwner): Promise<boolean> {
    return (await withProblems(() => findRecord(this.dataSource.manager, owner))) !== null;
  }

  change(owner: ConnectionOwner, { from, to }: ConnectionChange): Promise<boolean> {
    return this.write(async tx => {
      // The submission first, as everywhere: its end takes the connection with it.
      await findSubmission(tx, owner.submissionId, true);
      const record = await findRecord(tx, owner);
      if (record === null) return false;
      const held = new Map(Object.entries(this.open(owner, record)));
      if (Object.entries(from).some(([name, value]) => (held.get(name) ?? null) !== value)) return false;
      for (const [name, value] of Object.entries(to)) {
        if (value === null) held.delete(name);
        else held.set(name, value);
      }
      await this.seal(tx, owner, Object.fromEntries(held));
      return true;
    });
  }

  delete({ submissionId, account }: ConnectionOwner): Promise<void> {
    return inTransaction(this.dataSource, async tx => {
      await findSubmission(tx, submissionId, true);
      const gone = await change(
        tx,
        'delete from preview_connection where submission_id = $1 and account_id = $2 returning account_id',
        [submissionId, account],
      );
      if (gone.length === 0) return;
      const details = { account };
      await appendAudit(tx, { actor: account, action: 'preview-connection.deleted', submissionId, details });
    });
  }

  private async seal(tx: EntityManager, owner: ConnectionOwner, connection: Connection): Promise<void> {
    const text = JSON.stringify(storable(connection));
    const { keyId, wrappedKey, sealed } = seal(this.masterKey, namesOf(owner), text);
    await tx.query(
      `insert into preview_connection (submission_id, account_id, key_id, wrapped_key, sealed) values ($1, $2, $3, $4, $5)
       on conflict (submission_id, account_id) do update
         set key_id = excluded.key_id, wrapped_key = excluded.wrapped_key, sealed = excluded.sealed, stored_at = now()`,
      [owner.submissionId, owner.account, keyId, wrappedKey, sealed],
    );
  }

  private open(owner: ConnectionOwner, record: Sealed): Connection {
    const held = keyIdOf(this.masterKey);
    if (record.keyId !== held) throw problem('vault-key-wrong', { sealedWith: record.keyId, held });
    try {
      // Sealed by `seal` above, and by nobody else.
      return JSON.parse(unseal(this.masterKey, namesOf(owner), record)) as Connection;
    } catch (error) {
      throw problem('vault-record-damaged', { id: owner.submissionId, name: `preview ${owner.account}` }, error);
    }
  }

  /** Throws `vault-key-retired` when the master key was replaced since this process started. */
  private async write<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await inTransaction(this.dataSource, work);
    } catch (error) {
      if (!breaks(error, 'credential_key_in_use')) throw error;
      throw problem('vault-key-retired', { held: keyIdOf(this.masterKey) }, error);
    }
  }
}

/** The names that a record is sealed under; rotate-vault.ts has them in SQL. */
function namesOf({ submissionId, account }: ConnectionOwner): readonly string[] {
  return [submissionId, `preview ${account}`];
}

async function findRecord(tx: EntityManager, { submissionId, account }: ConnectionOwner): Promise<Sealed | null> {
  const [record] = await select<Sealed>(
    tx,
    `select key_id as "keyId", wrapped_key as "wrappedKey", sealed from preview_connection
      where submission_id = $1 and account_id = $2`,
    [submissionId, account],
  );
  return record ?? null;
}
