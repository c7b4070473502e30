import type { Principal } from '../core/account.js';
import type { NewComment } from '../core/comment.js';
import type { Ledger } from '../core/ports/ledger.js';
import { problem } from '../core/problems.js';
import { countApprovals, isAged } from '../core/review.js';
import { decide as decided } from '../core/submission.js';
import type { Decision, Submission } from '../core/submission.js';
import { requireVisible } from './access.js';

/** A decision about exactly these bytes, under exactly this ruleset. */
export interface DecisionOnDigest extends Decision {
  readonly digest: string;
  readonly rulesetDigest: string;
  /** RFC 3339. */
  readonly at: string;
  /** What the submitter is to mend, place by place; saved with the decision, or not at all. */
  readonly comments?: readonly NewComment[];
}

const actions = {
  approve: 'submission.approved',
  return: 'submission.returned',
  reject: 'submission.rejected',
} as const satisfies Record<Decision['kind'], string>;

/**
 * Records a reviewer's decision and moves the submission, once as many reviewers have approved as its lane needs and its own numbers are
 * there. Four eyes and the lane are enforced by the ledger, in the same transaction. Throws `submission-not-found`, `submission-not-waiting`, `decision-stale`,
 * `decision-already-made`, `evidence-aged`, `four-eyes`.
 */
export function decide(
  id: string,
  { kind, comment, digest, rulesetDigest, at, comments = [] }: DecisionOnDigest,
  by: Principal,
  { ledger }: { ledger: Ledger },
): Promise<Submission> {
  return ledger.change(id, (current, revision, { gate, approvals, promotion, at: now }) => {
    requireVisible(current, by);
    const held = revision.package?.digest ?? 'no package yet';
    const counted = countApprovals(approvals, { digest: held, rulesetDigest, at: now }, gate);
    const others = new Set(
      counted.flatMap(one => (one.void === null && one.account !== by.account.id ? one.account : [])),
    );
    const needed = gate?.approvalsNeeded ?? 2;
    const missing = needed - others.size;
    const to = decided(current, { kind, comment }, missing, promotion?.met);
    if (held !== digest) throw problem('decision-stale', { decided: digest, current: held });
    if (kind === 'approve' && gate !== null && isAged(gate, now)) {
      throw problem('evidence-aged', { id, until: gate.evidenceUntil });
    }
    return {
      to,
      actor: by.account.id,
      action: actions[kind],
      details: { digest, comment },
      upload: null,
      decision: { kind, account: by.account.id, digest, rulesetDigest, comment, at },
      comments,
      ...(kind === 'approve' && { measuring: missing <= 1 }),
    };
  });
}
