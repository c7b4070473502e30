// What integration tests need, started once: PostgreSQL and Redis. DATABASE_URL and REDIS_URL name ones that run already.
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from '../../scripts/ensure.mjs';
import { startRedis } from './redis.mjs';

const embedded = '../../dist/src/adapters/postgres/embedded.js';

export default async function setUp() {
  const started = [];
  globalThis.assayTestServers = started;
  process.env.TEST_REDIS_URL = process.env.REDIS_URL || (await redis(started));
  process.env.TEST_DATABASE_URL = process.env.DATABASE_URL || (await postgres(started));
}

async function redis(started) {
  const server = await startRedis();
  started.push(server);
  return server.url;
}

/** The same embedded PostgreSQL that the service starts, from the built program. */
async function postgres(started) {
  if (!existsSync(new URL(embedded, import.meta.url))) await ensureBuilt();
  const { startEmbeddedPostgres } = await import(embedded);
  const directory = await mkdtemp(join(tmpdir(), 'assay-postgres-'));
  await chmod(directory, 0o711); // root's unprivileged server has to pass
  const log = { info: () => {}, warn: console.warn, error: console.error };
  const server = await startEmbeddedPostgres({ directory, log });
  started.push({ stop: () => server.stop().then(() => rm(directory, { recursive: true, force: true })) });
  return server.url;
}
