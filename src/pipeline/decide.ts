import type { Principal } from '../core/account.js';
import type { Ledger } from '../core/ports/ledger.js';
import { problem } from '../core/problems.js';
import { decide as decided } from '../core/submission.js';
import type { Decision, Submission } from '../core/submission.js';
import { requireVisible } from './access.js';

/** A decision about exactly these bytes, under exactly this ruleset. */
export interface DecisionOnDigest extends Decision {
  readonly digest: string;
  readonly rulesetDigest: string;
  /** RFC 3339. */
  readonly at: string;
}

const actions = {
  approve: 'submission.approved',
  return: 'submission.returned',
  reject: 'submission.rejected',
} as const satisfies Record<Decision['kind'], string>;

/**
 * Records a reviewer's decision and moves the submission. Four eyes are enforced by the ledger, in the same transaction.
 * Throws `submission-not-found`, `submission-not-waiting`, `decision-stale`, `four-eyes`.
 */
export function decide(
  id: string,
  { kind, comment, digest, rulesetDigest, at }: DecisionOnDigest,
  by: Principal,
  { ledger }: { ledger: Ledger },
): Promise<Submission> {
  return ledger.change(id, (current, revision) => {
    requireVisible(current, by);
    const to = decided(current, { kind, comment });
    const held = revision.package?.digest ?? 'no package yet';
    if (held !== digest) throw problem('decision-stale', { decided: digest, current: held });
    return {
      to,
      actor: by.account.id,
      action: actions[kind],
      details: { digest, comment },
      upload: null,
      decision: { kind, account: by.account.id, digest, rulesetDigest, comment, at },
    };
  });
}
