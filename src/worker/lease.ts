import type { Log } from '../core/log.js';
import type { Ledger } from '../core/ports/ledger.js';
import type { Step } from '../core/step.js';

/**
 * Renews the lease of a step at a third of its time, until it is released. Calls `lost` once when the step is no longer ours, or
 * when it could not be renewed for as long as the lease lasts: by then another worker may have it.
 */
export function holdLease({
  step,
  ledger,
  leaseSeconds,
  log,
  lost,
}: {
  step: Step;
  ledger: Ledger;
  leaseSeconds: number;
  log: Log;
  lost: () => void;
}): { release(): void } {
  const facts = { submission: step.submissionId, stage: step.stage, step: step.id, fence: step.fence };
  let renewed = Date.now();
  let renewing = false;

  const renew = async () => {
    const asked = Date.now();
    try {
      if (await ledger.renew(step, leaseSeconds)) {
        renewed = asked;
        return;
      }
      log.warn(facts, 'The lease of a step was lost; its work is void');
    } catch (error) {
      if (asked - renewed < leaseSeconds * 1000) {
        log.warn({ ...facts, error }, 'The lease of a step could not be renewed; trying again');
        return;
      }
      log.warn({ ...facts, error }, 'The lease of a step ran out before it could be renewed; its work is void');
    }
    clearInterval(timer);
    lost();
  };

  const timer = setInterval(
    () => {
      if (renewing) return;
      renewing = true;
      void renew().finally(() => (renewing = false));
    },
    (leaseSeconds * 1000) / 3,
  );
  return { release: () => clearInterval(timer) };
}
