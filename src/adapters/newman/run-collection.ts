import { chown, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Log } from '../../core/log.js';
import { problem } from '../../core/problems.js';
import { startChild } from './child-process.js';
import type { Child } from './child-process.js';
import { detectIsolation } from './isolation.js';
import type { Isolation } from './isolation.js';
import type { RunLimits } from './protocol.js';

export interface NewmanOptions {
  /** The compiled `child.js`. */
  readonly childEntry: URL;
  /** Megabytes of JavaScript heap that a child may use. */
  readonly memoryMb?: number;
  /** Seconds after which a warm child that nobody used is let go. */
  readonly idleSeconds?: number;
  readonly log?: Log;
}

/** How a run ended, as far as the child can be believed. It is no verdict: that is made of what the gateway recorded. */
export interface RunSummary {
  /** `completed`: the child said so; `died`: it ended before; `deadline`: it was killed because its time was over. */
  readonly end: 'completed' | 'died' | 'deadline';
  /** What the child counted; null unless completed. */
  readonly requests: number | null;
  readonly failures: number | null;
  /** One sentence for people: what the child said last, or why it died. Null when there is nothing to say. */
  readonly note: string | null;
  /** How the child was kept in. */
  readonly isolation: string;
}

/** Runs Postman collections with Newman, each in a process of its own. */
export interface Newman {
  /**
   * Starts a child in the background, so that the next run does not wait for Newman to load (1.4 s). Harmless when one is warm;
   * it ends by itself when it is not used.
   */
  warm(): void;
  /**
   * Runs a collection whose requests all go to the socket. The socket's folder belongs to this run: an empty folder for Newman's
   * files is made in it, and whoever made the socket removes both. Resolves also when the child dies or is killed: the summary says so.
   * Throws `newman-unavailable` when no child can be started, and the signal's reason when it aborts.
   */
  run(collection: object, socketPath: string, limits: RunLimits, signal: AbortSignal): Promise<RunSummary>;
  /** Ends every child. */
  close(): Promise<void>;
}

/** Makes the runner. Nothing is started before {@link Newman.warm} or {@link Newman.run}. */
export function createNewman({ childEntry, memoryMb = 256, idleSeconds = 60, log }: NewmanOptions): Newman {
  let isolation: Promise<Isolation> | null = null;
  let warm: { child: Promise<Child>; timer: NodeJS.Timeout } | null = null;
  const children = new Set<Child>();
  let closed = false;

  const start = async (): Promise<Child> => {
    isolation ??= detectIsolation(childEntry).then(found => {
      if (!found.network) log?.warn({ isolation: found.description }, 'Functional runs have no network namespace');
      return found;
    });
    const found = await isolation;
    if (closed) throw problem('newman-unavailable', { reason: 'the service is stopping' });
    const child = startChild(found, childEntry, memoryMb);
    children.add(child);
    void child.ended.then(() => children.delete(child));
    return child;
  };

  const takeWarm = async (): Promise<Child | null> => {
    if (warm === null) return null;
    clearTimeout(warm.timer);
    const child = warm.child;
    warm = null;
    // One that died meanwhile is of no use; the caller starts another.
    return child.then(ready => (ready.alive() ? ready : null)).catch(() => null);
  };

  return {
    warm() {
      if (warm !== null) return;
      const child = start();
      // Who runs it meets the failure again and reports it.
      child.catch(() => undefined);
      const timer = setTimeout(() => {
        warm = null;
        void child.then(idle => idle.kill()).catch(() => undefined);
      }, idleSeconds * 1000);
      timer.unref();
      warm = { child, timer };
    },

    async run(collection, socketPath, limits, signal) {
      signal.throwIfAborted();
      const child = (await takeWarm()) ?? (await start());
      const { userId, description } = child.isolation;
      const workingFolder = join(dirname(socketPath), 'files');
      const abort = () => void child.kill();
      signal.addEventListener('abort', abort, { once: true });
      try {
        signal.throwIfAborted();
        await mkdir(workingFolder, { recursive: true, mode: 0o700 });
        // The folder of the socket is private to us; a child that runs as somebody else has to be let in.
        for (const path of userId === null ? [] : [dirname(socketPath), socketPath, workingFolder]) {
          await chown(path, userId ?? -1, userId ?? -1);
        }
        const end = await child.run({ collection, socketPath, workingFolder, limits });
        signal.throwIfAborted();
        if (end.kind === 'not-started') throw problem('newman-unavailable', { reason: end.note });
        if (end.kind !== 'completed') {
          return { end: end.kind, requests: null, failures: null, note: end.note, isolation: description };
        }
        const { requests, failures, error } = end.reply;
        return { end: 'completed', requests, failures, note: error, isolation: description };
      } finally {
        signal.removeEventListener('abort', abort);
        await child.kill();
      }
    },

    async close() {
      closed = true;
      if (warm !== null) clearTimeout(warm.timer);
      warm = null;
      await Promise.all([...children].map(child => child.kill()));
    },
  };
}
