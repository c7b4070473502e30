import 'reflect-metadata';
import { getQueueToken } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Queue } from 'bull';
import { BellProcessor } from '../../src/adapters/queue/bell-processor.js';
import { BullDoorbell } from '../../src/adapters/queue/bull-doorbell.js';
import { bellQueue, queueImports } from '../../src/adapters/queue/queue-imports.js';
import type { Log } from '../../src/core/log.js';
import { Doorbell } from '../../src/core/ports/doorbell.js';

@Module({})
class BellModule {}

/** A process with workers, as far as its bell goes: the same Nest modules and providers as the service. */
export async function startBullBell(redisUrl: string, prefix: string, log: Log) {
  const provider = {
    provide: Doorbell,
    useFactory: (queue: Queue) => new BullDoorbell(queue, log),
    inject: [getQueueToken(bellQueue)],
  };
  const module = { module: BellModule, imports: queueImports(redisUrl, prefix), providers: [provider, BellProcessor] };
  const application = await NestFactory.createApplicationContext(module, { logger: false });
  return { doorbell: application.get(Doorbell), close: () => application.close() };
}
