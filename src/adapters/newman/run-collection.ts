import { dirname } from 'node:path';
import type { Log } from '../../core/log.js';
import { problem } from '../../core/problems.js';
import { startChild } from './child-process.js';
import type { Child, ChildEnd, ChildOptions, Task } from './child-process.js';
import { detectIsolation } from './detect.js';
import { tooWeakForStrangers } from './isolation.js';
import type { Isolation } from './isolation.js';
import { createPool } from './pool.js';
import { heapMb } from './programs.js';
import type { Assertion, RunLimits } from './protocol.js';

export interface NewmanOptions {
  /** The file that a child starts with: `child.cjs` of `dist/sandbox`, which the build makes. */
  readonly childEntry: URL;
  /** Megabytes of JavaScript heap that a child may use. All its memory may be 256 MB more. Others than 256 start slower. */
  readonly memoryMb?: number;
  /** Seconds after which a warm child that nobody used is let go. */
  readonly idleSeconds?: number;
  readonly log?: Log;
  /** How the isolation is found; for tests of systems that have less. */
  readonly detect?: (childEntry: URL) => Promise<Isolation>;
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
  /** What the collection's own tests said, at most 1,000 of them; empty unless completed. */
  readonly assertions: readonly Assertion[];
  readonly assertionsLeftOut: number;
}

/** A collection that somebody else wrote: its scripts are their code. */
export interface StrangersRun {
  readonly environment: object | null;
  /** Requests after which the run is ended. */
  readonly mostRequests: number;
}

/** Runs Postman collections with Newman, each in a process of its own. */
export interface Newman {
  /**
   * Starts a child in the background, so that the next run does not wait for Newman to load. Harmless when one is warm;
   * it ends by itself when it is not used.
   */
  warm(): void;
  /**
   * Why collections with scripts of somebody else may not run here, as the second half of a sentence; null when they may. It is
   * found out once, by trying.
   */
  refusesStrangers(): Promise<string | null>;
  /**
   * Runs a collection whose requests all go to the socket. The child sees the socket under another name in a folder of its own,
   * which is gone when the run is. Resolves also when the child dies or is killed: the summary says so. As many run at once as the
   * machine can bear; the others wait. `strangers` marks a collection that somebody else wrote.
   * Throws `newman-unavailable` when no child can be started or the isolation is too weak for strangers, and the signal's reason
   * when it aborts.
   */
  run(
    collection: object,
    socketPath: string,
    limits: RunLimits,
    signal: AbortSignal,
    strangers?: StrangersRun,
  ): Promise<RunSummary>;
  /** Ends every child. */
  close(): Promise<void>;
}

/** Makes the runner. Nothing is started before {@link Newman.warm}, {@link Newman.refusesStrangers} or {@link Newman.run}. */
export function createNewman({
  childEntry,
  memoryMb = heapMb,
  idleSeconds = 60,
  log,
  detect = detectIsolation,
}: NewmanOptions): Newman {
  let detected: Promise<Isolation> | null = null;
  const children = new Set<Child>();
  let closed = false;

  const isolation = () =>
    (detected ??= detect(childEntry).then(found => {
      const weakness = tooWeakForStrangers(found);
      if (weakness !== null) log?.warn({ isolation: found.description, weakness }, 'Own collections cannot run here');
      return found;
    }));

  const start = async (needed: ChildOptions['needed'], parent: string | null = null): Promise<Child> => {
    const found = await isolation();
    if (closed) throw problem('newman-unavailable', { reason: 'the service is stopping' });
    const child = await startChild(found, childEntry, { memoryMb, needed, parent });
    children.add(child);
    void child.ended.then(() => children.delete(child));
    return child;
  };
  const pool = createPool(needed => start(needed), idleSeconds);

  /** Runs it in this child, which is gone afterwards. */
  const runIn = async (child: Child, task: Task, socketPath: string, signal: AbortSignal): Promise<ChildEnd> => {
    const abort = () => void child.kill();
    signal.addEventListener('abort', abort, { once: true });
    try {
      signal.throwIfAborted();
      return await child.run(task, socketPath);
    } finally {
      signal.removeEventListener('abort', abort);
      await child.kill();
    }
  };

  return {
    warm: () => pool.warm(),

    async refusesStrangers() {
      return tooWeakForStrangers(await isolation());
    },

    async run(collection, socketPath, limits, shared, strangers) {
      shared.throwIfAborted();
      // One of its own: of runs that wait for their turn many may share one, and Node takes more than ten listeners for a leak.
      const signal = AbortSignal.any([shared]);
      const found = await isolation();
      const weakness = strangers === undefined ? null : tooWeakForStrangers(found);
      if (weakness !== null) throw problem('newman-unavailable', { reason: weakness });
      const task: Task = {
        collection,
        environment: strangers?.environment ?? null,
        mostRequests: strangers?.mostRequests ?? null,
        limits,
      };
      const { child, release } = await pool.take(signal);
      try {
        const end = await runIn(await child, task, socketPath, signal).catch(async (error: NodeJS.ErrnoException) => {
          if (error.code !== 'EXDEV') throw error;
          // The socket lies on another file system than the child's folder; one that starts beside it sees it.
          return runIn(await start('now', dirname(dirname(socketPath))), task, socketPath, signal);
        });
        signal.throwIfAborted();
        return summaryOf(end, found.description);
      } finally {
        release();
      }
    },

    async close() {
      closed = true;
      await pool.close();
      await Promise.all([...children].map(child => child.kill()));
    },
  };
}

function summaryOf(end: ChildEnd, isolation: string): RunSummary {
  if (end.kind === 'not-started') throw problem('newman-unavailable', { reason: end.note });
  if (end.kind !== 'completed') {
    return {
      end: end.kind,
      requests: null,
      failures: null,
      note: end.note,
      isolation,
      assertions: [],
      assertionsLeftOut: 0,
    };
  }
  const { requests, failures, error, assertions, assertionsLeftOut } = end.reply;
  return { end: 'completed', requests, failures, note: error, isolation, assertions, assertionsLeftOut };
}
