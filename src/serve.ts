import 'reflect-metadata';
import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { masterKeyIn } from './adapters/files/master-key.js';
import { createDataSource } from './adapters/postgres/data-source.js';
import { startEmbeddedPostgres } from './adapters/postgres/embedded.js';
import { migrate } from './adapters/postgres/migrate.js';
import { requireKeyInUse } from './adapters/postgres/rotate-vault.js';
import { EventStreams } from './api/event-streams.js';
import { configureHttp } from './api/http-server.js';
import { AppModule, WORKSHOP } from './app.module.js';
import type { Config } from './config.js';
import { Accounts } from './core/ports/accounts.js';
import { problem } from './core/problems.js';
import { installedAt } from './installation.js';
import { createLog, NestLog } from './logger.js';
import type { RedactedLog } from './logger.js';
import { openProgramme } from './programme.js';
import type { Workshop } from './workshop.js';

/** A service that runs. */
export interface Running {
  /** Where the API and the page are; null for a process that has only workers. */
  readonly url: string | null;
  /** Only at the very first start: the token of the administrator that was made. It is told this once; only its hash is stored. */
  readonly firstAdministrator: { readonly token: string } | null;
  /** Takes no more requests, lets running steps finish or hands them back, and closes everything. Harmless when repeated. */
  stop(): Promise<void>;
}

export interface ServeOptions {
  /** Called once, when the service does its work. */
  readonly onReady?: (running: Running) => void;
  /** Where the service logs to; its own log on standard error by default. */
  readonly log?: RedactedLog;
}

/** How many connections to the database a process opens: enough for its requests, and one for each step and its lease. */
const requestConnections = 10;

/** How much longer than its grace a part may take to close before it is given up, in seconds. */
const lastPatienceSeconds = 10;

/** How long requests under way may take to end when the service stops, in milliseconds. */
const lastRequestsMs = 5_000;

/**
 * Starts the service as this configuration says: database, migrations, first administrator, workers, API and page; in the order in
 * which each needs the one before. What fails half way closes again what was opened.
 * Throws `programme-invalid` and what else a programme can be, `data-folder-unusable`, `embedded-postgres-…`, `database-unreachable`, `master-key-unreadable`, `vault-key-retired`, `port-in-use`,
 * `address-unusable`, and what the keys and the repository of the workers throw.
 */
export async function serve(config: Config, options: ServeOptions = {}): Promise<Running> {
  const { log, hide } = options.log ?? createLog(config);
  const opened: Opened = [];
  const stop = once(() => close(opened, { log }, config.shutdownSeconds + lastPatienceSeconds));
  try {
    for (const name of config.unknownSettings) log.warn({ name }, 'A variable looks like a setting and is none');
    const programme = await openProgramme(config.programme);
    await usable(config.dataDirectory);
    const databaseUrl = await database(config, { log, hide }, opened);
    const dataSource = await connect(databaseUrl, config, { log }, opened);
    await migrate(dataSource);
    const masterKey = config.masterKey ?? (await masterKeyIn(config.dataDirectory));
    hideKey(masterKey, hide);
    await requireKeyInUse(dataSource, masterKey);

    const foundations = { log, databaseUrl, dataSource, masterKey, programme };
    const module = AppModule.forRole(config, foundations);
    const api = config.role === 'worker' ? null : await createApi(module, log);
    const app = api ?? (await NestFactory.createApplicationContext(module, nestOptions(log)));
    opened.push(['application', () => app.close()]);
    const url = api && (await listen(api, config, opened));
    if (config.role !== 'api') await startWorker(app, config, opened);
    // Last, because a token that a failing start took with it could not be had again.
    const first = api && (await api.get(Accounts).createFirstAdministrator());
    if (first) hide(first.secret);

    const running = { url, firstAdministrator: first && { token: first.secret }, stop };
    log.info(
      { url, role: config.role, database: config.databaseUrl === null ? 'embedded' : 'external' },
      'Service ready',
    );
    options.onReady?.(running);
    return running;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What was opened, by name, in order; it is closed in the reverse order. */
type Opened = [name: string, close: () => Promise<unknown>][];

async function close(opened: Opened, { log }: Pick<RedactedLog, 'log'>, patienceSeconds: number): Promise<void> {
  for (const [name, closeIt] of opened.splice(0).reverse()) {
    // One part that does not close, or hangs while it does, must not keep the others open.
    await Promise.race([closeIt(), givingUp(patienceSeconds)]).catch((error: unknown) =>
      log.error({ part: name, error }, 'A part of the service did not close'),
    );
  }
}

function givingUp(seconds: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`It took longer than ${seconds} s`)), seconds * 1000).unref();
  });
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => (done ??= work());
}

async function usable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw problem('data-folder-unusable', { folder, reason: reasonOf(error) }, error);
  }
}

/** The URL of the database: the configured one, or that of the embedded PostgreSQL, which is started. */
async function database(config: Config, { log, hide }: RedactedLog, opened: Opened): Promise<string> {
  if (config.databaseUrl !== null) return config.databaseUrl;
  const embedded = await startEmbeddedPostgres({ directory: join(config.dataDirectory, 'postgres'), log });
  opened.push(['embedded database', () => embedded.stop()]);
  hide(new URL(embedded.url).password);
  return embedded.url;
}

async function connect(
  url: string,
  config: Config,
  { log }: Pick<RedactedLog, 'log'>,
  opened: Opened,
): Promise<DataSource> {
  const dataSource = createDataSource(url, { poolSize: requestConnections + 2 * config.workers, log });
  try {
    await dataSource.initialize();
  } catch (error) {
    throw problem('database-unreachable', { reason: reasonOf(error) }, error);
  }
  opened.push(['database connections', async () => dataSource.isInitialized && dataSource.destroy()]);
  return dataSource;
}

/** The key may be logged in either of the forms in which people keep it. */
function hideKey(key: Uint8Array, hide: RedactedLog['hide']): void {
  hide(Buffer.from(key).toString('hex'));
  hide(Buffer.from(key).toString('base64'));
}

async function createApi(module: DynamicModule, log: Logger): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(module, { ...nestOptions(log), bodyParser: false });
  configureHttp(app, join(installedAt(), 'web'), log);
  return app.init();
}

/** A failed start is thrown, not turned into the end of the process. */
function nestOptions(log: Logger) {
  return { logger: new NestLog(log), abortOnError: false };
}

async function startWorker(app: INestApplicationContext, config: Config, opened: Opened): Promise<void> {
  const { worker } = app.get<Workshop>(WORKSHOP);
  opened.push(['worker', () => worker.stop(config.shutdownSeconds)]);
  await worker.start();
}

async function listen(app: NestExpressApplication, { host, port }: Config, opened: Opened): Promise<string> {
  try {
    await app.listen(port, host);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') throw problem('port-in-use', { host, port }, error);
    throw problem('address-unusable', { host, port, reason: reasonOf(error) }, error);
  }
  const server = app.getHttpServer();
  opened.push(['HTTP server', () => endRequests(server, app.get(EventStreams))]);
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
}

/** Takes no more connections, ends streams, and gives requests under way a moment. */
async function endRequests(server: Server, streams: EventStreams): Promise<void> {
  const closed = new Promise(resolve => server.close(resolve));
  streams.endAll();
  const timer = setTimeout(() => server.closeAllConnections(), lastRequestsMs);
  await closed;
  clearTimeout(timer);
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
