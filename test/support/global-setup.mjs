// What integration tests need, started once: PostgreSQL and Redis. DATABASE_URL and REDIS_URL name ones that run already.
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ensureBuilt } from '../../scripts/ensure.mjs';
import { startRedis } from './redis.mjs';

const adapters = '../../dist/src/adapters/postgres';
/** A database with every migration, which tests copy: that is quicker than to migrate each of theirs. */
const template = `assay_template_${process.pid}`;

const log = { info: () => {}, warn: console.warn, error: console.error };

export default async function setUp() {
  if (!existsSync(new URL(`${adapters}/migrate.js`, import.meta.url))) await ensureBuilt();
  const started = [];
  globalThis.assayTestServers = started;
  process.env.TEST_REDIS_URL = process.env.REDIS_URL || (await redis(started));
  process.env.TEST_DATABASE_URL = process.env.DATABASE_URL || (await postgres(started));
  process.env.TEST_DATABASE_TEMPLATE = template;
  await migrateTemplate(process.env.TEST_DATABASE_URL, started);
}

async function redis(started) {
  const server = await startRedis();
  started.push(server);
  return server.url;
}

/** The same embedded PostgreSQL that the service starts, from the built program. */
async function postgres(started) {
  const { startEmbeddedPostgres } = await import(`${adapters}/embedded.js`);
  const directory = await mkdtemp(join(tmpdir(), 'assay-postgres-'));
  await chmod(directory, 0o711); // root's unprivileged server has to pass
  const server = await startEmbeddedPostgres({ directory, log });
  started.push({ stop: () => server.stop().then(() => rm(directory, { recursive: true, force: true })) });
  // Nothing in it outlives the tests; those about crashes and restarts start servers of their own.
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    await statement(server.url, `alter system set ${setting} = off`);
  }
  await statement(server.url, 'select pg_reload_conf()');
  return server.url;
}

/** Makes the template on this server, from the built program. */
async function migrateTemplate(url, started) {
  const { openDataSource } = await import(`${adapters}/data-source.js`);
  const { migrate } = await import(`${adapters}/migrate.js`);
  await statement(url, `create database ${template}`);
  started.unshift({ stop: () => statement(url, `drop database ${template} with (force)`) });
  const own = new URL(url);
  own.pathname = `/${template}`;
  const dataSource = await openDataSource(own.href, { poolSize: 2, log });
  await migrate(dataSource);
  await dataSource.destroy();
}

async function statement(url, sql) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
