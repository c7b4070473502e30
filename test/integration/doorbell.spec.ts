import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { NotifyDoorbell } from '../../src/adapters/queue/notify-doorbell.js';
import { startBullBell } from '../support/bull-bell.js';
import { keptLog } from '../support/kept-log.js';
import { startRedis } from '../support/redis.mjs';
import type { TestRedis } from '../support/redis.mjs';

jest.setTimeout(30_000);

describe('adapters/queue/bull-doorbell', () => {
  let redis: TestRedis;
  let bell: Awaited<ReturnType<typeof startBullBell>>;
  let rings = 0;
  beforeEach(async () => {
    redis = await startRedis();
    bell = await startBullBell(redis.url, 'test', keptLog());
    await bell.doorbell.listen(() => (rings += 1));
    await until(() => bell.doorbell.connected());
    rings = 0;
  });
  afterEach(async () => {
    await bell.close();
    await redis.stop();
  });

  it('rings after Redis was flushed', async () => {
    await redis.command('FLUSHALL');

    expect(await bell.doorbell.ring('step')).toBe(true);
    await until(() => rings > 0);
  });

  it('refuses rings at once while Redis is away, and rings again when it is back, empty', async () => {
    await redis.kill();
    await until(async () => !(await bell.doorbell.connected()));

    const began = Date.now();
    const taken = await bell.doorbell.ring('step');
    const waited = Date.now() - began;
    redis = await startRedis({ port: redis.port });
    await until(() => bell.doorbell.connected());
    rings = 0;
    const takenAgain = await bell.doorbell.ring('step');

    expect({ taken, takenAgain }).toEqual({ taken: false, takenAgain: true });
    expect(waited).toBeLessThan(500);
    await until(() => rings > 0);
  });

  it('gives up within two seconds on a Redis that hangs', async () => {
    process.kill(redis.pid, 'SIGSTOP');

    const began = Date.now();
    const taken = await bell.doorbell.ring('step');
    const waited = Date.now() - began;
    process.kill(redis.pid, 'SIGCONT');

    expect(taken).toBe(false);
    expect(waited).toBeLessThan(2_100);
  });

  it('keeps nothing of the rings that were heard', async () => {
    for (let step = 0; step < 20; step += 1) await bell.doorbell.ring(`step-${step}`);

    await until(
      async () => (await redis.command('EXISTS test:steps:wait test:steps:active test:steps:completed')) === ':0',
    );
  });

  it('closes within seconds while Redis is away', async () => {
    await redis.kill();

    const began = Date.now();
    await bell.close();

    expect(Date.now() - began).toBeLessThan(6_000);
    redis = await startRedis();
  });
});

describe('adapters/queue/notify-doorbell', () => {
  it('refuses rings within two seconds while there is no database', async () => {
    const bell = new NotifyDoorbell({ url: 'postgres://nobody@127.0.0.1:1/none', log: keptLog() });
    await bell.listen(() => undefined);

    const began = Date.now();
    const taken = await bell.ring('step');

    expect(taken).toBe(false);
    expect(Date.now() - began).toBeLessThan(2_100);
    await bell.close();
  });
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 15_000; !(await holds()); await delay(20)) {
    if (Date.now() > end) throw new Error(`waited in vain for: ${String(holds)}`);
  }
}
