import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import type { Doorbell } from '../../src/core/ports/doorbell.js';

/** One installation whose processes share a bell. */
export interface Bells {
  /** The bell of one more process that has workers. */
  connect(): Promise<Doorbell>;
  /** Breaks every connection of the bells, as a restart of the server behind them does. */
  interrupt(): Promise<void>;
  close(): Promise<void>;
}

/** What every doorbell promises: run on each implementation of the port. */
export function doorbellContract(name: string, open: () => Promise<Bells>): void {
  describe(`doorbell: ${name}`, () => {
    jest.setTimeout(30_000);
    let bells: Bells;
    beforeAll(async () => (bells = await open()));
    afterAll(() => bells.close());

    it('wakes who listens', async () => {
      const bell = await bells.connect();
      const rings = await listenTo(bell);

      const taken = await bell.ring('step-1');

      expect(taken).toBe(true);
      await rings.more();
    });

    it('wakes every process that listens, for only some of them may be free', async () => {
      const [ringing, first, second] = [await bells.connect(), await bells.connect(), await bells.connect()];
      const rings = [await listenTo(first), await listenTo(second)];

      await ringing.ring('step-2');

      await Promise.all(rings.map(ring => ring.more()));
    });

    it('takes a ring for the same step again', async () => {
      const bell = await bells.connect();
      const rings = await listenTo(bell);

      await bell.ring('step-3');
      await rings.more();
      await rings.quiet();
      await bell.ring('step-3');

      await rings.more();
    });

    it('rings again after its connections broke', async () => {
      const bell = await bells.connect();
      const rings = await listenTo(bell);

      await bells.interrupt();
      while (!(await bell.ring('step-4'))) await delay(50);

      await rings.more();
      expect(await bell.connected()).toBe(true);
    });

    it('is silent and refuses rings once it is closed', async () => {
      const [bell, other] = [await bells.connect(), await bells.connect()];
      const rings = await listenTo(bell);

      await bell.close();
      await rings.quiet();
      await other.ring('step-5');
      await delay(200);

      expect(rings.count()).toBe(0);
      expect(await bell.ring('step-5')).toBe(false);
      expect(await bell.connected()).toBe(false);
    });
  });
}

/** Counts rings; those of getting connected do not count. */
async function listenTo(bell: Doorbell) {
  let count = 0;
  await bell.listen(() => (count += 1));
  while (!(await bell.connected())) await delay(20);
  const rings = {
    count: () => count,
    /** Waits for a ring since the last wait. */
    async more() {
      for (const until = Date.now() + 10_000; count === 0; await delay(10)) {
        if (Date.now() > until) throw new Error('the doorbell did not ring');
      }
      count = 0;
    },
    /** Waits until nothing more rings of what rang so far. */
    async quiet() {
      do {
        count = 0;
        await delay(150);
      } while (count > 0);
    },
  };
  await rings.quiet();
  return rings;
}
