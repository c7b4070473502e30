import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../../core/log.js';
import { Changes } from '../../core/ports/changes.js';

/** Pauses before the listener connects again: the first, and the longest it grows to. Milliseconds. */
const firstPause = 200;
const longestPause = 10_000;

/**
 * Changes as PostgreSQL's NOTIFY tells them, over one connection for the whole process. It connects with the first subscriber,
 * and again for ever when the connection breaks; everybody is then called back, because nobody knows what was missed.
 */
export class PostgresChanges extends Changes {
  private readonly watchers = new Map<string, Set<() => void>>();
  private readonly closing = new AbortController();
  private listening: Promise<void> | null = null;
  private client: pg.Client | null = null;

  constructor(
    private readonly url: string,
    private readonly log: Log,
  ) {
    super();
  }

  subscribe(submissionId: string, onChange: () => void): () => void {
    // Wrapped, so that one function that subscribes twice counts twice.
    const watcher = () => onChange();
    const watchers = this.watchers.get(submissionId) ?? new Set();
    this.watchers.set(submissionId, watchers.add(watcher));
    this.listening ??= this.listen();
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.watchers.get(submissionId) === watchers) this.watchers.delete(submissionId);
    };
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.watchers.clear();
    await this.client?.end().catch(() => undefined);
    await this.listening;
  }

  private async listen(): Promise<void> {
    let pause = firstPause;
    while (!this.closing.signal.aborted) {
      try {
        await this.listenOnce(() => (pause = firstPause));
      } catch (error) {
        if (this.closing.signal.aborted) return;
        this.log.warn({ error, pauseMs: pause }, 'The connection that listens for changes broke; connecting again');
        await sleep(pause, undefined, { signal: this.closing.signal }).catch(() => undefined);
        pause = Math.min(pause * 2, longestPause);
      }
    }
  }

  /** One connection from its beginning to its end. Throws when it ends. */
  private async listenOnce(connected: () => void): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      keepAlive: true,
      connectionTimeoutMillis: longestPause,
      application_name: 'assay changes',
    });
    this.client = client;
    const ended = new Promise<never>((_resolve, reject) => {
      client.on('error', reject);
      client.on('end', () => reject(new Error('the server closed it')));
    });
    client.on('notification', ({ payload = '' }) => this.watchers.get(payload)?.forEach(watcher => watcher()));
    try {
      await Promise.race([client.connect(), ended]);
      await Promise.race([client.query('listen assay_changes'), ended]);
      connected();
      for (const watchers of this.watchers.values()) watchers.forEach(watcher => watcher());
      await ended;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
