import { randomUUID } from 'node:crypto';
import type { Queue } from 'bull';
import type { Log } from '../../core/log.js';
import { Doorbell } from '../../core/ports/doorbell.js';
import { within } from './within.js';

const ringMs = 1_900;

/**
 * The doorbell of many machines: a Bull queue on Redis. A job says no more than "look"; the ledger knows what there is to do. So a
 * Redis that is flushed, restarted or away delays work until the next poll and loses nothing.
 */
export class BullDoorbell extends Doorbell {
  readonly #queue: Queue;
  readonly #log: Log;
  #onRing: (() => void) | null = null;
  #working = true;
  #closing: Promise<void> | null = null;

  /** The queue is one that `queueImports` registers. */
  constructor(queue: Queue, log: Log) {
    super();
    this.#queue = queue;
    this.#log = log;
    // Bull names its connection as soon as there is a processor, and nobody takes the failure of that: a Redis that goes away in that
    // moment would end the process. The name only stands in lists of Redis.
    const nameConnection = (queue as unknown as { setWorkerName(): Promise<unknown> }).setWorkerName.bind(queue);
    Object.assign(queue, { setWorkerName: () => nameConnection().catch(() => undefined) });
    // Nest would close the queue when the process ends, and wait for a Redis that is away.
    Object.assign(queue, { onApplicationShutdown: () => this.close() });
    // Without a listener an `error` event would end the process. One comes with every attempt to reconnect; one line is enough.
    queue.on('error', (error: Error) => {
      if (this.#working)
        log.warn({ reason: error.message }, 'The doorbell has no connection to Redis; polling until it has');
      this.#working = false;
    });
    queue.client.on('ready', () => {
      if (!this.#working) log.info({}, 'The doorbell works again');
      this.#working = true;
      this.rang(); // what rang while Redis was away
    });
  }

  async ring(stepId: string): Promise<boolean> {
    // Commands for a Redis that is away would pile up in memory until it is back; the outbox keeps the ring instead.
    if (this.#queue.client.status !== 'ready') return false;
    // An id that was used before would make this a silent no-op, also by a job that a dead worker still holds.
    const jobId = `${stepId}-${randomUUID().slice(0, 8)}`;
    const added = this.#queue.add({ stepId }, { jobId, removeOnComplete: true, removeOnFail: true });
    return within(
      ringMs,
      added.then(() => true),
      false,
    );
  }

  listen(onRing: () => void): Promise<void> {
    this.#onRing = onRing;
    return Promise.resolve();
  }

  /** Called by the queue's processor, in processes that have workers. */
  rang(): void {
    this.#onRing?.();
  }

  async connected(): Promise<boolean> {
    if (this.#queue.client.status !== 'ready') return false;
    const answer = this.#queue.client.ping();
    return within(
      ringMs,
      answer.then(() => true),
      false,
    );
  }

  /** Bounded, and never throws: Bull's own `close` waits for ever for a Redis that is away, or complains that it is. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#onRing = null;
    const closed = this.#queue.close(true).then(() => true);
    if (await within(ringMs, closed, false)) return;
    this.#log.warn({}, 'Redis does not answer; leaving it without a goodbye');
    for (const client of this.#queue.clients) client.disconnect();
    await within(ringMs, closed, false);
  }
}
