import { NotifyDoorbell } from '../../src/adapters/queue/notify-doorbell.js';
import type { Doorbell } from '../../src/core/ports/doorbell.js';
import { startBullBell } from '../support/bull-bell.js';
import { createTestDatabase } from '../support/database.js';
import { keptLog } from '../support/kept-log.js';
import { startRedis } from '../support/redis.mjs';
import { doorbellContract } from './doorbell.contract.js';

doorbellContract('LISTEN and NOTIFY of PostgreSQL', async () => {
  const database = await createTestDatabase();
  const connected: Doorbell[] = [];
  return {
    connect: () => {
      const bell = new NotifyDoorbell({ url: database.url, log: keptLog() });
      connected.push(bell);
      return Promise.resolve(bell);
    },
    interrupt: async () => {
      await database.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
    },
    close: async () => {
      for (const bell of connected) await bell.close();
      await database.drop();
    },
  };
});

doorbellContract('Bull on Redis', async () => {
  const redis = await startRedis();
  const connected: { close(): Promise<void> }[] = [];
  return {
    connect: async () => {
      const process = await startBullBell(redis.url, 'contract', keptLog());
      connected.push(process);
      return process.doorbell;
    },
    interrupt: async () => {
      await redis.command('CLIENT KILL TYPE normal');
      await redis.command('CLIENT KILL TYPE pubsub');
    },
    close: async () => {
      for (const process of connected) await process.close();
      await redis.stop();
    },
  };
});
