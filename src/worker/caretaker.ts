import type { Log } from '../core/log.js';
import type { Reviews } from '../core/ports/reviews.js';

/** Looks after the queue of reviews again and again. */
export interface Caretaker {
  start(): void;
  /** Resolves once a round that is under way has ended; no other begins. */
  stop(): Promise<void>;
}

/** Makes a caretaker that begins a round every so many seconds, and none while the one before is under way. A failed round is told and repeated. */
export function createCaretaker({
  reviews,
  everySeconds,
  log,
}: {
  reviews: Reviews;
  everySeconds: number;
  log: Log;
}): Caretaker {
  let round: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  const lookAfter = async () => {
    try {
      const { lapsed, assigned, escalated } = await reviews.lookAfter();
      for (const { id, level } of escalated) log.warn({ submission: id, level }, 'A promise to a submitter is at risk');
      if (lapsed.length + assigned.length > 0) {
        log.info({ lapsed: lapsed.length, assigned: assigned.length }, 'Reviews were given out');
      }
    } catch (error) {
      log.error({ error }, 'The queue of reviews could not be looked after; trying again');
    }
  };
  const begin = () => {
    round ??= lookAfter().finally(() => (round = null));
  };

  return {
    start() {
      begin();
      timer = setInterval(begin, everySeconds * 1000);
    },
    async stop() {
      if (timer !== null) clearInterval(timer);
      await round;
    },
  };
}
