import type { DataSource, EntityManager } from 'typeorm';
import type { Connection, ConnectionChange } from '../../core/ports/connections.js';
import { WatchConnections } from '../../core/ports/watch-connections.js';
import type { ConnectorName } from '../../core/ports/watch-connections.js';
import { problem } from '../../core/problems.js';
import { appendAudit } from './audit.js';
import { storable } from './storable.js';
import { breaks, change, inTransaction, select, withProblems } from './transaction.js';
import { keyIdOf, seal, unseal } from './vault.js';
import type { Sealed } from './vault.js';

/** Connections of monitors in PostgreSQL, sealed as those of submissions are, each value bound to its connector and name. */
export class PostgresWatchConnections extends WatchConnections {
  /** `masterKey` is 32 random bytes. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly masterKey: Uint8Array,
  ) {
    super();
  }

  set(connector: ConnectorName, connection: Connection, by: string): Promise<void> {
    const records = this.sealAll(connector, storable(connection));
    return this.write(async tx => {
      await lockConnector(tx, connector);
      await removeAll(tx, connector);
      await insertAll(tx, connector, records);
      await change(
        tx,
        `update monitor set next_at = least(next_at, now()) where (publisher, connector, channel) = ($1, $2, 'public')`,
        [connector.publisher, connector.connector],
      );
      const details = { ...connector, names: records.map(({ name }) => name) };
      await appendAudit(tx, { actor: by, action: 'watch-connection.set', submissionId: null, details });
    });
  }

  remove(connector: ConnectorName, by: string): Promise<void> {
    return this.write(async tx => {
      await lockConnector(tx, connector);
      if ((await removeAll(tx, connector)) === 0) return;
      const details = { ...connector };
      await appendAudit(tx, { actor: by, action: 'watch-connection.removed', submissionId: null, details });
    });
  }

  async get(connector: ConnectorName): Promise<Connection | null> {
    const records = await withProblems(() => recordsOf(this.dataSource.manager, connector));
    if (records.length === 0) return null;
    return Object.fromEntries(records.map(record => [record.name, this.open(connector, record)]));
  }

  change(connector: ConnectorName, { from, to }: ConnectionChange): Promise<boolean> {
    const given = Object.entries(to).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
    const records = this.sealAll(connector, storable(Object.fromEntries(given)));
    return this.write(async tx => {
      await lockConnector(tx, connector);
      const stored = (await recordsOf(tx, connector)).filter(({ name }) => Object.hasOwn(from, name));
      const values = new Map(stored.map(record => [record.name, this.open(connector, record)]));
      if (Object.entries(from).some(([name, value]) => (values.get(name) ?? null) !== value)) return false;
      await change(tx, 'delete from watch_credential where (publisher, connector) = ($1, $2) and name = any($3)', [
        connector.publisher,
        connector.connector,
        Object.keys(to),
      ]);
      await insertAll(tx, connector, records);
      return true;
    });
  }

  private async write<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await inTransaction(this.dataSource, work);
    } catch (error) {
      if (!breaks(error, 'credential_key_in_use')) throw error;
      throw problem('vault-key-retired', { held: keyIdOf(this.masterKey) }, error);
    }
  }

  private sealAll(connector: ConnectorName, connection: Connection): Stored[] {
    return Object.entries(connection).map(([name, value]) => ({
      name,
      ...seal(this.masterKey, [ownerOf(connector), name], value),
    }));
  }

  private open(connector: ConnectorName, { name, ...record }: Stored): string {
    const held = keyIdOf(this.masterKey);
    if (record.keyId !== held) throw problem('vault-key-wrong', { sealedWith: record.keyId, held });
    try {
      return unseal(this.masterKey, [ownerOf(connector), name], record);
    } catch (error) {
      throw problem('vault-record-damaged', { id: ownerOf(connector), name }, error);
    }
  }
}

/** A record of the vault with the name of its member. */
interface Stored extends Sealed {
  readonly name: string;
}

/** The name that a connector's values are sealed under; rotate-vault.ts says it in SQL. No submission has such an id. */
function ownerOf({ publisher, connector }: ConnectorName): string {
  return `watch ${publisher}/${connector}`;
}

/** Nobody else changes the connection until the transaction ends. Throws `connector-not-found`. */
async function lockConnector(tx: EntityManager, { publisher, connector }: ConnectorName): Promise<void> {
  const found = await select(tx, 'select from connector where (publisher, slug) = ($1, $2) for no key update', [
    publisher,
    connector,
  ]);
  if (found.length === 0) throw problem('connector-not-found', { publisher, connector });
}

function recordsOf(tx: EntityManager, { publisher, connector }: ConnectorName): Promise<Stored[]> {
  return select<Stored>(
    tx,
    `select name, key_id as "keyId", wrapped_key as "wrappedKey", sealed from watch_credential
      where (publisher, connector) = ($1, $2) order by name`,
    [publisher, connector],
  );
}

async function insertAll(
  tx: EntityManager,
  { publisher, connector }: ConnectorName,
  records: readonly Stored[],
): Promise<void> {
  for (const { name, keyId, wrappedKey, sealed } of records) {
    await tx.query(
      `insert into watch_credential (publisher, connector, name, key_id, wrapped_key, sealed) values ($1, $2, $3, $4, $5, $6)`,
      [publisher, connector, name, keyId, wrappedKey, sealed],
    );
  }
}

/** Gives how many values there were. */
async function removeAll(tx: EntityManager, { publisher, connector }: ConnectorName): Promise<number> {
  const removed = await change(
    tx,
    'delete from watch_credential where (publisher, connector) = ($1, $2) returning name',
    [publisher, connector],
  );
  return removed.length;
}
