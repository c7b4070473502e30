import { MigrationExecutor } from 'typeorm';
import type { DataSource } from 'typeorm';
import { locks } from './locks.js';
import { withProblems } from './transaction.js';

/**
 * Brings the database up to date. Any number of processes may call this at once: one of them does it while the others wait for
 * it on one connection each. Throws `database-unreachable`.
 */
export async function migrate(dataSource: DataSource): Promise<void> {
  await withProblems(async () => {
    const session = dataSource.createQueryRunner();
    try {
      // Waiting for another process's migrations is no statement that hangs.
      await session.query('set statement_timeout = 0');
      await session.query('select pg_advisory_lock($1)', [locks.migrations]);
      try {
        await new MigrationExecutor(dataSource, session).executePendingMigrations();
      } finally {
        await session.query('select pg_advisory_unlock($1)', [locks.migrations]);
        await session.query('reset statement_timeout');
      }
    } finally {
      await session.release();
    }
  });
}
