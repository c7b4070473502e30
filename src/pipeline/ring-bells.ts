import type { Doorbell } from '../core/ports/doorbell.js';
import type { Ledger } from '../core/ports/ledger.js';

const mostAtOnce = 100;

/**
 * Rings for every step of the outbox that is due, and takes out what was rung; what the bell did not take stays for the next time.
 * Gives the number of bells rung. Called after each change and, for what a crash left over, every few seconds.
 */
export async function ringBells({ ledger, doorbell }: { ledger: Ledger; doorbell: Doorbell }): Promise<number> {
  const due = await ledger.dueBells(mostAtOnce);
  const taken = await Promise.all(due.map(bell => doorbell.ring(bell.stepId)));
  const rung = due.filter((_, index) => taken[index]);
  if (rung.length > 0) await ledger.markRung(rung);
  return rung.length;
}
