/** A number of places, of which each is held by one at a time. */
export interface Slots {
  /** Waits for a free place, first come, first served; gives what frees it again. Throws the signal's reason when that aborts. */
  take(signal: AbortSignal): Promise<() => void>;
}

/**
 * Keeps those who wait outside the pool, so that the time limit of a package starts when it is its turn, not when it joined the queue.
 */
export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];

  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  const once = () => {
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      release();
    };
  };

  return {
    async take(signal) {
      signal.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return once();
      }
      await new Promise<void>((resolve, reject) => {
        const enter = () => {
          signal.removeEventListener('abort', leave);
          resolve();
        };
        const leave = () => {
          waiting.splice(waiting.indexOf(enter), 1);
          reject(signal.reason as Error);
        };
        waiting.push(enter);
        signal.addEventListener('abort', leave, { once: true });
      });
      return once();
    },
  };
}
