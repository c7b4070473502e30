import type { Clock } from './patience.js';

/** What {@link Budget.within} gives when the time was over first. */
export const late = Symbol('late');

/** The time that one request of a run may take, with everything that it becomes. In milliseconds. */
export interface Budget {
  /** What is left; zero or less when nothing is. */
  leftMs(): number;
  /** What the work gives, or {@link late}. The work itself goes on: others may wait for it as well. Rejects as the work does. */
  within<Result>(work: Promise<Result>): Promise<Result | typeof late>;
}

/** Opens a budget that begins now. `signal` ends a wait early, as if the time were over. */
export function openBudget(ms: number, clock: Clock, signal: AbortSignal): Budget {
  const until = clock.now() + ms;
  const leftMs = () => until - clock.now();
  return {
    leftMs,
    async within(work) {
      const settled = new AbortController();
      const over = clock
        .wait(Math.max(0, leftMs()), AbortSignal.any([settled.signal, signal]))
        .then((): typeof late => late);
      try {
        return await Promise.race([work, over]);
      } finally {
        settled.abort();
      }
    },
  };
}
