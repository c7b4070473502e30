import { availableParallelism } from 'node:os';
import type { Child, ChildOptions } from './child-process.js';

/** Children that load Newman before anybody needs them, and how many may run at once. */
export interface Pool {
  /** Sees to it that at least one child is warm or warming. */
  warm(): void;
  /** Waits for its turn, and gives a child that nobody else has: a warm one where there is one. `release` says that it is done. */
  take(signal: AbortSignal): Promise<{ readonly child: Promise<Child>; readonly release: () => void }>;
  /** Ends every warm child, also one that is only being started. */
  close(): Promise<void>;
}

/** Runs at once for each core: a run waits for the API for most of its time, and takes about 130 MB. */
const runsPerCore = 4;

interface Warm {
  readonly child: Promise<Child>;
  timer: NodeJS.Timeout;
}

/** Makes a pool of what `start` starts. A warm child that nobody took for `idleSeconds` is ended. */
export function createPool(start: (needed: ChildOptions['needed']) => Promise<Child>, idleSeconds: number): Pool {
  const cores = availableParallelism();
  const warm: Warm[] = [];
  const waiting: (() => void)[] = [];
  let running = 0;

  const warmOne = () => {
    const child = start('later');
    // Who runs it meets the failure again and reports it.
    child.catch(() => undefined);
    const timer = setTimeout(() => {
      warm.splice(0, warm.length, ...warm.filter(other => other.child !== child));
      void letGo(child);
    }, idleSeconds * 1000);
    timer.unref();
    warm.push({ child, timer });
  };
  const fill = (wanted: number) => {
    while (warm.length < wanted) warmOne();
  };
  const takeWarm = async (): Promise<Child> => {
    for (let next = warm.shift(); next; next = warm.shift()) {
      clearTimeout(next.timer);
      // One that failed or died meanwhile is of no use.
      const child = await next.child.catch(() => null);
      if (child?.alive()) return child;
    }
    return start('now');
  };
  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };

  return {
    warm: () => fill(1),
    async take(signal) {
      if (running < cores * runsPerCore) running += 1;
      else {
        fill(cores);
        // Whoever ends hands its place on.
        await turn(waiting, signal);
      }
      const child = takeWarm();
      // Whoever waits finds a warm child: as many as can load at the same time.
      if (waiting.length > 0) fill(Math.min(cores, waiting.length));
      return { child, release };
    },
    async close() {
      const idle = warm.splice(0);
      for (const { timer } of idle) clearTimeout(timer);
      await Promise.all(idle.map(({ child }) => letGo(child)));
    },
  };
}

/** Ends it when it has started; one that could not be started is gone already. */
async function letGo(child: Promise<Child>): Promise<void> {
  const idle = await child.catch(() => null);
  await idle?.kill();
}

/** Resolves when it is this caller's turn; throws the signal's reason when it aborts before. */
async function turn(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const abort = () => {
      waiting.splice(waiting.indexOf(mine), 1);
      reject(signal.reason as Error);
    };
    const mine = () => {
      signal.removeEventListener('abort', abort);
      resolve();
    };
    waiting.push(mine);
    signal.addEventListener('abort', abort, { once: true });
  });
}
