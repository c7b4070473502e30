import type { DataSource, EntityManager } from 'typeorm';
import { mostConsumers } from '../../core/consumer.js';
import type { Consumer, User } from '../../core/consumer.js';
import type { PackageFile } from '../../core/package.js';
import { Consumers } from '../../core/ports/consumers.js';
import type { NewConsumer } from '../../core/ports/consumers.js';
import { problem } from '../../core/problems.js';
import { appendAudit } from './audit.js';
import { page, readCursor } from './cursor.js';
import { storable } from './storable.js';
import { change, inTransaction, select, withProblems } from './transaction.js';

/** Consumers in PostgreSQL. A row is never changed: a new version of it replaces the old one. */
export class PostgresConsumers extends Consumers {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async publicFiles(publisher: string, connector: string): Promise<readonly PackageFile[] | null> {
    const [found] = await withProblems(() =>
      select<{ files: readonly PackageFile[] }>(
        this.dataSource.manager,
        `select r.files from publication p join revision r on (r.submission_id, r.digest) = (p.submission_id, p.digest)
          where (p.publisher, p.connector) = ($1, $2) and p.verified_at is not null
          order by p.verified_at desc, r.number desc limit 1`,
        [publisher, connector],
      ),
    );
    return found?.files ?? null;
  }

  async exists(publisher: string, connector: string): Promise<boolean> {
    const found = await withProblems(() =>
      select(this.dataSource.manager, 'select from connector where (publisher, slug) = ($1, $2)', [
        publisher,
        connector,
      ]),
    );
    return found.length > 0;
  }

  register(consumer: NewConsumer, by: string): Promise<Consumer> {
    const { id, publisher, connector, name, operations } = storable(consumer);
    return inTransaction(this.dataSource, async tx => {
      // Of several registrations of one account at once, the others wait here: the limit counts what is there.
      await select(tx, 'select from account where id = $1 for no key update', [by]);
      const [before] = await change<{ id: string }>(
        tx,
        `update consumer set removed_at = now()
          where (account_id, publisher, connector, name) = ($1, $2, $3, $4) and removed_at is null returning id`,
        [by, publisher, connector, name],
      );
      const others = await select(tx, 'select from consumer where account_id = $1 and removed_at is null', [by]);
      if (others.length >= mostConsumers) throw problem('consumer-limit', { limit: mostConsumers });
      await tx.query(
        'insert into consumer (id, publisher, connector, account_id, name, operations) values ($1, $2, $3, $4, $5, $6)',
        [id, publisher, connector, by, name, [...new Set(operations)]],
      );
      const [registered] = await findConsumers(tx, 'c.id = $3', [by, 1, id]);
      if (registered === undefined) throw new Error(`Consumer ${id} was not written.`);
      const details = { consumer: id, replaces: before?.id ?? null, publisher, connector, operations };
      await appendAudit(tx, { actor: by, action: 'consumer.registered', submissionId: null, details });
      return registered;
    });
  }

  list(
    { publisher, connector }: Pick<Consumer, 'publisher' | 'connector'>,
    { account, all, limit, cursor }: { account: string; all: boolean; limit: number; cursor: string | null },
  ): Promise<{ items: Consumer[]; next: string | null }> {
    return withProblems(async () => {
      const after = cursor === null ? null : readCursor(cursor);
      const found = await findConsumers(
        this.dataSource.manager,
        `(c.publisher, c.connector) = ($3, $4) and c.removed_at is null and ($5 or c.account_id = $1)
           and ($6::timestamptz is null or (c.created_at, c.id) < ($6, $7))`,
        [account, limit + 1, publisher, connector, all, after?.at ?? null, after?.id ?? null],
      );
      return page(found, limit, ({ createdAt, id }) => ({ at: createdAt, id }));
    });
  }

  remove(id: string, by: string): Promise<void> {
    return inTransaction(this.dataSource, async tx => {
      const [removed] = await change<{ publisher: string; connector: string }>(
        tx,
        `update consumer set removed_at = now() where (id, account_id) = ($1, $2) and removed_at is null
          returning publisher, connector`,
        [id, by],
      );
      if (removed === undefined) throw problem('consumer-not-found', { id });
      const details = { consumer: id, ...removed };
      await appendAudit(tx, { actor: by, action: 'consumer.removed', submissionId: null, details });
    });
  }

  of(publisher: string, connector: string): Promise<User[]> {
    return withProblems(() =>
      select<User>(
        this.dataSource.manager,
        `select name, operations from consumer
          where (publisher, connector) = ($1, $2) and removed_at is null order by name, id`,
        [publisher, connector],
      ),
    );
  }
}

/** Consumers that a condition on `c` holds for, newest first; the first value is who asks, the second how many at most. */
async function findConsumers(tx: EntityManager, where: string, values: unknown[]): Promise<Consumer[]> {
  const rows = await select<Omit<Consumer, 'createdAt'> & { createdAt: Date }>(
    tx,
    `select c.id, c.publisher, c.connector, c.name, c.operations, c.created_at as "createdAt", c.account_id = $1 as yours
       from consumer c where ${where} order by c.created_at desc, c.id desc limit $2`,
    values,
  );
  return rows.map(row => ({ ...row, createdAt: row.createdAt.toISOString() }));
}
