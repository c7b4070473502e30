import type { Principal } from '../core/account.js';
import type { Ledger } from '../core/ports/ledger.js';
import { withdraw as withdrawn } from '../core/submission.js';
import type { Submission } from '../core/submission.js';
import { requireSubmitter } from './access.js';

/**
 * Takes the submission back; the ledger then forgets its credentials. Throws `submission-not-found`, `publisher-not-yours`,
 * `submission-not-withdrawable`.
 */
export function withdraw(id: string, by: Principal, { ledger }: { ledger: Ledger }): Promise<Submission> {
  return ledger.change(id, current => {
    requireSubmitter(current, by);
    return {
      to: withdrawn(current),
      actor: by.account.id,
      action: 'submission.withdrawn',
      details: { stage: current.stage },
      upload: null,
      decision: null,
    };
  });
}
