import type { Log } from '../core/log.js';
import type { Promoted } from '../pipeline/promote.js';
import type { Reviews } from '../core/ports/reviews.js';

/** Looks after the queue of reviews, and after the versions that wait for their own numbers, again and again. */
export interface Caretaker {
  start(): void;
  /** Resolves once a round that is under way has ended; no other begins. */
  stop(): Promise<void>;
}

/** Makes a caretaker that begins a round every so many seconds, and none while the one before is under way. A failed round is told and repeated. */
export function createCaretaker({
  reviews,
  promote,
  everySeconds,
  log,
}: {
  reviews: Reviews;
  promote: () => Promise<Promoted>;
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
  const promoteDue = async () => {
    try {
      const { promoted, reopened } = await promote();
      for (const submission of promoted) log.info({ submission }, 'A version was promoted: its numbers are there');
      for (const submission of reopened)
        log.warn({ submission }, 'A version waits for reviewers again: approvals are void');
    } catch (error) {
      log.error({ error }, 'Versions that wait for their numbers could not be looked after; trying again');
    }
  };
  const begin = () => {
    // The one does not wait for the other: neither may keep the other from being done.
    round ??= Promise.all([lookAfter(), promoteDue()])
      .then(() => {})
      .finally(() => (round = null));
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
