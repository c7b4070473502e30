import type { Principal } from '../core/account.js';
import type { AcknowledgementSide } from '../core/acknowledgement.js';
import type { Ledger } from '../core/ports/ledger.js';
import { problem } from '../core/problems.js';
import { isFinal } from '../core/submission.js';
import type { Submission } from '../core/submission.js';
import { hasRole, requireScope, requireVisible } from './access.js';

/** What a person accepts: findings by their fingerprints, on the package that the person looked at. */
export interface AcknowledgementRequest {
  readonly fingerprints: readonly string[];
  readonly digest: string;
  readonly comment: string;
}

/**
 * Records that the caller accepts breaking changes, for the side that the caller speaks for. Repeating it changes nothing. Four eyes
 * are enforced by the ledger, in the same transaction. Throws `submission-not-found`, `publisher-not-yours`, `scope-missing`,
 * `submission-final`, `acknowledgement-stale`, `breaking-change-not-found`, `four-eyes`.
 */
export function acknowledge(
  id: string,
  { fingerprints, digest, comment }: AcknowledgementRequest,
  by: Principal,
  { ledger }: { ledger: Ledger },
): Promise<void> {
  return ledger.acknowledge(id, (current, revision, changes) => {
    requireVisible(current, by);
    const side = sideOf(by, current);
    if (isFinal(current)) throw problem('submission-final', { id, state: current.state });
    const held = revision.package?.digest ?? 'no package yet';
    if (held !== digest) throw problem('acknowledgement-stale', { given: digest, current: held });
    for (const fingerprint of fingerprints) {
      if (changes.some(({ finding }) => finding.fingerprint === fingerprint)) continue;
      throw problem('breaking-change-not-found', { id, fingerprint });
    }
    return { fingerprints, digest, comment, side, account: by.account.id };
  });
}

/**
 * A member of the publisher speaks for the submitter, anybody else for the reviewers. An administrator speaks for neither by that
 * role alone: the connector's owner has to accept what breaks the owner's users.
 */
function sideOf(by: Principal, { publisher }: Submission): AcknowledgementSide {
  const isMember = by.account.publishers.includes(publisher);
  if (!isMember && !hasRole(by, 'reviewer')) throw problem('publisher-not-yours', { publisher });
  requireScope(by, isMember ? 'submit' : 'review');
  return isMember ? 'submitter' : 'reviewer';
}
