import { DataSource } from 'typeorm';
import type { Logger } from 'typeorm';
import { migrations } from '../../../migrations/index.js';
import type { Log } from '../../core/log.js';
import { schemas } from './schemas.js';
import { withProblems } from './transaction.js';

export interface DataSourceOptions {
  /** How many connections this process opens at most. */
  readonly poolSize: number;
  readonly log: Log;
}

/** How long to wait for a connection, and for one statement; a database that hangs must not hang everybody. Milliseconds. */
const connectTimeout = 10_000;
const statementTimeout = 30_000;
/** A transaction whose process froze in its midst must not keep its locks. Milliseconds. */
const idleTransactionTimeout = 60_000;

/** The connected pool of {@link createDataSource}. Throws `database-unreachable`. */
export function openDataSource(url: string, options: DataSourceOptions): Promise<DataSource> {
  return withProblems(() => createDataSource(url, options).initialize());
}

/** A pool of connections to the database at `url`, not yet connected: call its `initialize()`. PostgreSQL 15 or newer. */
export function createDataSource(url: string, { poolSize, log }: DataSourceOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    poolSize,
    applicationName: 'assay',
    connectTimeoutMS: connectTimeout,
    extra: {
      keepAlive: true,
      keepAliveInitialDelayMillis: connectTimeout,
      statement_timeout: statementTimeout,
      idle_in_transaction_session_timeout: idleTransactionTimeout,
    },
    poolErrorHandler: (error: unknown) => log.warn({ error }, 'Database connection lost'),
    entities: schemas,
    migrations,
    migrationsTableName: 'migration',
    logger: asLogger(log),
    maxQueryExecutionTime: 1_000,
  });
}

/** TypeORM's messages in our log. Statements and their values stay out of it: they hold what submitters sent. */
function asLogger(log: Log): Logger {
  return {
    logQuery: () => undefined,
    // A statement that fails is thrown to whoever asked for it, and is often expected.
    logQueryError: () => undefined,
    logQuerySlow: (milliseconds, statement) => log.warn({ milliseconds, statement }, 'Slow statement'),
    logSchemaBuild: () => undefined,
    logMigration: detail => log.info({ detail }, 'Migration'),
    log: (level, detail: unknown) => (level === 'warn' ? log.warn({ detail }, 'Database') : undefined),
  };
}
