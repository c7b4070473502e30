import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { openDataSource } from '../adapters/postgres/data-source.js';
import { startEmbeddedPostgres } from '../adapters/postgres/embedded.js';
import { migrate } from '../adapters/postgres/migrate.js';
import type { Config } from '../config.js';
import { createLog } from '../logger.js';

/**
 * Does work on the database of the service that this configuration describes, migrated, and closes it again; the embedded one is started for
 * it. Throws what opening the database throws.
 */
export async function withDatabase<T>(config: Config, work: (dataSource: DataSource) => Promise<T>): Promise<T> {
  const { log } = createLog({ ...config, logLevel: 'warn' });
  const embedded =
    config.databaseUrl === null
      ? await startEmbeddedPostgres({ directory: join(config.dataDirectory, 'postgres'), log })
      : null;
  try {
    const dataSource = await openDataSource(config.databaseUrl ?? embedded?.url ?? '', { poolSize: 2, log });
    try {
      await migrate(dataSource);
      return await work(dataSource);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await embedded?.stop();
  }
}
