import type { Principal } from '../core/account.js';
import type { Ledger } from '../core/ports/ledger.js';
import { retry as retried } from '../core/submission.js';
import type { Submission } from '../core/submission.js';
import { requireSubmitter } from './access.js';

/** Runs the stopped stage again. Throws `submission-not-found`, `publisher-not-yours`, `submission-not-stopped`. */
export function retry(id: string, by: Principal, { ledger }: { ledger: Ledger }): Promise<Submission> {
  return ledger.change(id, current => {
    requireSubmitter(current, by);
    return {
      to: retried(current),
      actor: by.account.id,
      action: 'submission.retried',
      details: { stage: current.stage },
      upload: null,
      decision: null,
    };
  });
}
