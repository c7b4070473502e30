import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { openDataSource } from '../../src/adapters/postgres/data-source.js';

/** A log that nobody reads. */
export const silentLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface TestDatabase {
  readonly url: string;
  /** Runs one statement as the owner, over a connection that nothing else uses meanwhile. */
  query(sql: string, values?: unknown[]): Promise<pg.QueryResult>;
  drop(): Promise<void>;
}

/** An empty database on the server that the tests run on (TEST_DATABASE_URL), for one test file. */
export function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase();
}

/** A database with every migration, and a pool of connections to it. Call `close` when done. */
export async function createMigratedDatabase(
  poolSize = 5,
): Promise<TestDatabase & { dataSource: DataSource; close(): Promise<void> }> {
  const database = await createDatabase(setting('TEST_DATABASE_TEMPLATE'));
  const dataSource = await openDataSource(database.url, { poolSize, log: silentLog });
  const close = async () => {
    if (dataSource.isInitialized) await dataSource.destroy();
    await database.drop();
  };
  return { ...database, dataSource, close };
}

/** A database of its own on the tests' server: empty, or a copy of the template. */
async function createDatabase(template?: string): Promise<TestDatabase> {
  const admin = setting('TEST_DATABASE_URL');
  const name = `assay_test_${randomBytes(6).toString('hex')}`;
  await run(
    admin,
    `create database ${name}${template === undefined ? '' : ` template ${template} strategy file_copy`}`,
  );
  const url = new URL(admin);
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 20, allowExitOnIdle: true });
  // A test may end these very connections from the server's side.
  pool.on('error', () => undefined);
  return {
    url: url.href,
    query: (sql, values) => pool.query(sql, values),
    drop: async () => {
      await pool.end();
      await run(admin, `drop database ${name} with (force)`);
    },
  };
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run the integration project of jest.`);
  return value;
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
