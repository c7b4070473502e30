import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getQueueToken } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import type { DynamicModule, InjectionToken, OnApplicationShutdown, Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Queue } from 'bull';
import { DataSource } from 'typeorm';
import { FileBlobs } from './adapters/files/blobs.js';
import { PostgresAccounts } from './adapters/postgres/accounts.js';
import { PostgresChanges } from './adapters/postgres/changes.js';
import { PostgresConnections } from './adapters/postgres/connections.js';
import { PostgresConnectors } from './adapters/postgres/connectors.js';
import { PostgresIdempotency } from './adapters/postgres/idempotency.js';
import { PostgresLedger } from './adapters/postgres/ledger.js';
import { PostgresComments } from './adapters/postgres/comments.js';
import { PostgresWaivers } from './adapters/postgres/waivers.js';
import { PostgresMonitors } from './adapters/postgres/monitors.js';
import { PostgresWatchConnections } from './adapters/postgres/watch-connections.js';
import { PostgresWebhooks } from './adapters/postgres/webhooks.js';
import { PostgresConsumers } from './adapters/postgres/consumers.js';
import { PostgresMails } from './adapters/postgres/mails.js';
import { PostgresTracking } from './adapters/postgres/tracking.js';
import { PostgresPreviewConnections } from './adapters/postgres/preview-connections.js';
import { PostgresTesters } from './adapters/postgres/testers.js';
import { PostgresReviews } from './adapters/postgres/reviews.js';
import { PostgresUpkeep } from './adapters/postgres/upkeep.js';
import { PostgresRecertifications } from './adapters/postgres/recertifications.js';
import { BellProcessor } from './adapters/queue/bell-processor.js';
import { BullDoorbell } from './adapters/queue/bull-doorbell.js';
import { NotifyDoorbell } from './adapters/queue/notify-doorbell.js';
import { bellQueue, queueImports } from './adapters/queue/queue-imports.js';
import { BearerGuard } from './api/bearer-guard.js';
import { Bells } from './api/bells.js';
import { CallSlots } from './api/call-slots.js';
import { controllers } from './api/controllers.js';
import { EndpointInterceptor } from './api/endpoint-interceptor.js';
import { EventStreams } from './api/event-streams.js';
import { ProblemFilter } from './api/problem.filter.js';
import { Readiness } from './api/readiness.js';
import { EGRESS, ENGINE, FIXED_RULES, LOG, PROFILE_OF, RULESET } from './api/tokens.js';
import { UploadSlots } from './api/upload-slots.js';
import { profileOf } from '../rulesets/programme/programme.js';
import type { Config } from './config.js';
import type { Publisher } from './core/account.js';
import type { Log } from './core/log.js';
import { Accounts } from './core/ports/accounts.js';
import { Blobs } from './core/ports/blobs.js';
import { Changes } from './core/ports/changes.js';
import { Comments } from './core/ports/comments.js';
import { Connections } from './core/ports/connections.js';
import { Connectors } from './core/ports/connectors.js';
import { Doorbell } from './core/ports/doorbell.js';
import { Idempotency } from './core/ports/idempotency.js';
import { Ledger } from './core/ports/ledger.js';
import { Waivers } from './core/ports/waivers.js';
import { Monitors } from './core/ports/monitors.js';
import { WatchConnections } from './core/ports/watch-connections.js';
import { Webhooks } from './core/ports/webhooks.js';
import { PreviewConnections } from './core/ports/preview-connections.js';
import { Testers } from './core/ports/testers.js';
import { Consumers } from './core/ports/consumers.js';
import { Mails } from './core/ports/mails.js';
import { Tracking } from './core/ports/tracking.js';
import { Reviews } from './core/ports/reviews.js';
import { fixedRules } from './programme.js';
import { Upkeep } from './core/ports/upkeep.js';
import { Recertifications } from './core/ports/recertifications.js';
import type { OpenedProgramme } from './programme.js';
import { describeLinter } from './stages/lint/description.js';
import type { Workshop } from './workshop.js';

/** Name of the {@link Workshop} of a process that has workers. */
export const WORKSHOP = Symbol('Workshop');

/** What has to be there before anything is wired: opened by `serve`, in this order, because each needs the one before. */
export interface Foundations {
  readonly log: Log;
  readonly databaseUrl: string;
  /** Connected and migrated; Nest closes it. */
  readonly dataSource: DataSource;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
  readonly programme: OpenedProgramme;
}

/** Everything a process of the service consists of. This is the only place that knows which adapter stands behind which port. */
@Module({})
export class AppModule {
  /** The module for a role. What only workers need is loaded only for them. */
  static forRole(config: Config, foundations: Foundations): DynamicModule {
    const hasApi = config.role !== 'worker';
    const hasWorker = config.role !== 'api';
    return {
      module: AppModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => foundations.dataSource.options,
          dataSourceFactory: () => Promise.resolve(foundations.dataSource),
        }),
        ...(config.redisUrl === null ? [] : queueImports(config.redisUrl)),
      ],
      controllers: hasApi ? [...controllers] : [],
      providers: [
        ...stores(config, foundations),
        ...doorbell(config, foundations, hasWorker),
        ...(hasApi ? api(config) : []),
        ...(hasWorker ? workshop(config, foundations) : []),
      ],
    };
  }
}

/** Where things are kept. */
function stores(
  { dataDirectory }: Config,
  { log, databaseUrl, masterKey, programme: { programme } }: Foundations,
): Provider[] {
  const { engine, ruleset } = describeLinter(programme);
  return [
    { provide: LOG, useValue: log },
    { provide: ENGINE, useValue: engine },
    { provide: RULESET, useValue: ruleset },
    { provide: PROFILE_OF, useValue: (publisher: Publisher) => profileOf(programme, publisher) },
    { provide: Blobs, useFactory: () => new FileBlobs(join(dataDirectory, 'blobs')) },
    { provide: Ledger, useFactory: (source: DataSource) => new PostgresLedger(source), inject: [DataSource] },
    { provide: Tracking, useFactory: (source: DataSource) => new PostgresTracking(source), inject: [DataSource] },
    { provide: Comments, useFactory: (source: DataSource) => new PostgresComments(source), inject: [DataSource] },
    { provide: Waivers, useFactory: (source: DataSource) => new PostgresWaivers(source), inject: [DataSource] },
    { provide: Reviews, useFactory: (source: DataSource) => new PostgresReviews(source), inject: [DataSource] },
    { provide: Testers, useFactory: (source: DataSource) => new PostgresTesters(source), inject: [DataSource] },
    { provide: Connectors, useFactory: (source: DataSource) => new PostgresConnectors(source), inject: [DataSource] },
    { provide: Upkeep, useFactory: (source: DataSource) => new PostgresUpkeep(source), inject: [DataSource] },
    {
      provide: Recertifications,
      useFactory: (source: DataSource) => new PostgresRecertifications(source),
      inject: [DataSource],
    },
    { provide: Accounts, useFactory: (source: DataSource) => new PostgresAccounts(source), inject: [DataSource] },
    { provide: Idempotency, useFactory: (source: DataSource) => new PostgresIdempotency(source), inject: [DataSource] },
    {
      provide: Connections,
      useFactory: (source: DataSource) => new PostgresConnections(source, masterKey),
      inject: [DataSource],
    },
    {
      provide: PreviewConnections,
      useFactory: (source: DataSource) => new PostgresPreviewConnections(source, masterKey),
      inject: [DataSource],
    },
    {
      provide: Monitors,
      useFactory: (source: DataSource) => new PostgresMonitors(source, programme.monitoring),
      inject: [DataSource],
    },
    {
      provide: WatchConnections,
      useFactory: (source: DataSource) => new PostgresWatchConnections(source, masterKey),
      inject: [DataSource],
    },
    {
      provide: Webhooks,
      useFactory: (source: DataSource) => new PostgresWebhooks(source, masterKey),
      inject: [DataSource],
    },
    { provide: Consumers, useFactory: (source: DataSource) => new PostgresConsumers(source), inject: [DataSource] },
    { provide: Mails, useFactory: (source: DataSource) => new PostgresMails(source), inject: [DataSource] },
    { provide: Changes, useFactory: () => new PostgresChanges(databaseUrl, log) },
    closing(Changes),
  ];
}

/** What wakes workers: Bull where there is a Redis, PostgreSQL itself where there is none. */
function doorbell({ redisUrl }: Config, { log, databaseUrl }: Foundations, hasWorker: boolean): Provider[] {
  if (redisUrl === null) {
    return [{ provide: Doorbell, useFactory: () => new NotifyDoorbell({ url: databaseUrl, log }) }, closing(Doorbell)];
  }
  return [
    {
      provide: Doorbell,
      useFactory: (queue: Queue) => new BullDoorbell(queue, log),
      inject: [getQueueToken(bellQueue)],
    },
    ...(hasWorker ? [BellProcessor] : []),
  ];
}

/** What answers requests. */
function api({ dataDirectory, egressAllow }: Config): Provider[] {
  return [
    { provide: EGRESS, useValue: egressAllow },
    { provide: FIXED_RULES, useFactory: fixedRules },
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_GUARD, useClass: BearerGuard },
    { provide: APP_INTERCEPTOR, useClass: EndpointInterceptor },
    { provide: CallSlots, useFactory: () => new CallSlots() },
    { provide: UploadSlots, useFactory: () => new UploadSlots() },
    EventStreams,
    Bells,
    {
      provide: Readiness,
      useFactory: (ledger: Ledger, bell: Doorbell) =>
        new Readiness({ ledger, doorbell: bell, writeToStore: () => writeTo(dataDirectory) }),
      inject: [Ledger, Doorbell],
    },
  ];
}

/** What works, with all that only workers load: a process that only answers requests does not pay for it. */
function workshop(config: Config, { log, programme }: Foundations): Provider[] {
  return [
    {
      provide: WORKSHOP,
      useFactory: async (
        ledger: Ledger,
        bell: Doorbell,
        blobs: Blobs,
        connections: Connections,
        webhooks: Webhooks,
        reviews: Reviews,
        connectors: Connectors,
        upkeep: Upkeep,
        monitors: Monitors,
        watchConnections: WatchConnections,
        mails: Mails,
        waivers: Waivers,
        recertifications: Recertifications,
      ): Promise<Workshop> => {
        const { openWorkshop } = await import('./workshop.js');
        const following = {
          webhooks,
          connectors,
          upkeep,
          monitors,
          watchConnections,
          mails,
          waivers,
          recertifications,
        };
        const ports = { ledger, doorbell: bell, blobs, connections, reviews, ...following };
        return openWorkshop(config, log, programme, ports);
      },
      inject: [
        ...[Ledger, Doorbell, Blobs, Connections, Webhooks, Reviews],
        ...[Connectors, Upkeep, Monitors, WatchConnections, Mails, Waivers, Recertifications],
      ],
    },
    closing(WORKSHOP),
  ];
}

/** Closes what a name stands for once the process takes no more requests. */
function closing(opened: InjectionToken): Provider {
  return {
    provide: Symbol(`closing ${String(opened)}`),
    useFactory: (part: { close(): Promise<void> }): OnApplicationShutdown => ({
      onApplicationShutdown: () => part.close(),
    }),
    inject: [opened],
  };
}

/** Proves that the disk takes something. Throws when it does not. */
async function writeTo(directory: string): Promise<void> {
  const probe = join(directory, `.writable-${process.pid}`);
  try {
    await writeFile(probe, 'Assay looks whether it can write here.\n');
  } finally {
    await rm(probe, { force: true });
  }
}
