import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../../core/log.js';
import { Doorbell } from '../../core/ports/doorbell.js';
import { within } from './within.js';

const channel = 'assay_steps';
const ringMs = 1_900;
const longestPauseMs = 5_000;

/**
 * The doorbell of an installation without Redis: PostgreSQL's LISTEN and NOTIFY. Every worker of the database hears every ring.
 * One connection, made when it is first needed and made again whenever it breaks.
 */
export class NotifyDoorbell extends Doorbell {
  readonly #url: string;
  readonly #log: Log;
  #client: Promise<pg.Client> | null = null;
  #onRing: (() => void) | null = null;
  #closed = false;

  constructor({ url, log }: { url: string; log: Log }) {
    super();
    this.#url = url;
    this.#log = log;
  }

  async ring(stepId: string): Promise<boolean> {
    if (this.#closed) return false;
    const rung = this.#connection().then(client => client.query('select pg_notify($1, $2)', [channel, stepId]));
    return within(
      ringMs,
      rung.then(() => true),
      false,
    );
  }

  async listen(onRing: () => void): Promise<void> {
    const first = this.#client;
    this.#onRing = onRing;
    await first?.then(client => client.end()).catch(() => undefined); // made before we listened
    void this.#listenUntilClosed();
  }

  async connected(): Promise<boolean> {
    if (this.#closed) return false;
    const answer = this.#connection().then(client => client.query('select 1'));
    return within(
      ringMs,
      answer.then(() => true),
      false,
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
    const ended = this.#client?.then(client => client.end());
    if (ended) await within(ringMs, ended, undefined);
  }

  async #listenUntilClosed(): Promise<void> {
    for (let pause = 100; !this.#closed; pause = Math.min(pause * 2, longestPauseMs)) {
      try {
        const client = await this.#connection();
        if (pause > 100) this.#log.info({ channel }, 'The doorbell works again');
        pause = 50;
        this.#onRing?.(); // what rang while nobody listened
        await new Promise(ended => client.once('end', ended));
        if (!this.#closed) this.#log.warn({ channel }, 'The doorbell lost its connection; polling until it is back');
      } catch (error) {
        if (pause === 100) this.#log.warn({ channel, error }, 'The doorbell has no connection; polling until it has');
      }
      await delay(pause, undefined, { ref: false });
    }
  }

  #connection(): Promise<pg.Client> {
    if (this.#client) return this.#client;
    const made = this.#connect(() => {
      if (this.#client === made) this.#client = null;
    });
    this.#client = made;
    return made;
  }

  async #connect(forget: () => void): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'assay doorbell',
      connectionTimeoutMillis: ringMs,
      keepAlive: true,
    });
    client.on('error', forget); // `end` follows
    client.once('end', forget);
    client.on('notification', () => this.#onRing?.());
    try {
      await client.connect();
      if (this.#onRing) await client.query(`listen ${channel}`);
      return client;
    } catch (error) {
      forget();
      void client.end().catch(() => undefined);
      throw error;
    }
  }
}
