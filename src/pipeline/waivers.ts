import type { Principal } from '../core/account.js';
import { holds, latestExpiry, whyNotWaivable, worthRechecking } from '../core/given-waiver.js';
import type { GivenWaiver, WaiverScope } from '../core/given-waiver.js';
import type { Ledger } from '../core/ports/ledger.js';
import type { Waivers } from '../core/ports/waivers.js';
import { problem } from '../core/problems.js';
import { isFinal, revise } from '../core/submission.js';
import type { Submission } from '../core/submission.js';
import { hasRole, requireScope, requireVisible } from './access.js';

/** Which finding a reviewer sets aside, why and until when. */
export interface WaiverRequest {
  readonly fingerprint: string;
  readonly reason: string;
  /** The last day on which it holds, `YYYY-MM-DD` in UTC. */
  readonly expires: string;
  readonly scope: WaiverScope;
}

/** What waivers are given and used with. */
export interface WaiverTools {
  readonly ledger: Ledger;
  readonly waivers: Waivers;
}

/**
 * Sets a finding of the newest revision aside, as a reviewer. `fixed` has the rules that hold for everybody, with the reason. Four eyes are
 * enforced by the store. Throws `submission-not-found`, `finding-not-found`, `waiver-refused`, `waiver-already-given`, `four-eyes`.
 */
export function waive(
  submissionId: string,
  id: string,
  { fingerprint, reason, expires, scope }: WaiverRequest,
  by: Principal,
  { waivers, fixed }: Pick<WaiverTools, 'waivers'> & { readonly fixed: ReadonlyMap<string, string> },
): Promise<GivenWaiver> {
  return waivers.give(id, submissionId, by.account.id, ({ submission, revision, findings, given, today }) => {
    requireVisible(submission, by);
    const refused = (why: string) => problem('waiver-refused', { id: submissionId, fingerprint, why });
    if (isFinal(submission)) throw refused(`the submission is ${submission.state}.`);
    const finding = findings.find(one => one.fingerprint === fingerprint);
    if (finding === undefined) throw problem('finding-not-found', { id: submissionId, fingerprint });
    const why = whyNotWaivable(finding, fixed);
    if (why !== null) throw refused(why);
    if (revision.package === null) throw refused('there is no package that it could be an exception for.');
    if (expires < today || expires > latestExpiry(today)) {
      throw refused(`it would hold until ${expires}; it may until any day from ${today} to ${latestExpiry(today)}.`);
    }
    const known = given.find(one => one.fingerprint === fingerprint && one.rule === finding.rule && holds(one, today));
    if (known !== undefined) throw problem('waiver-already-given', { fingerprint, id: known.id, until: known.expires });
    return { finding, digest: revision.package.digest, scope, reason, expires };
  });
}

/** Ends a waiver before its day. Throws `waiver-not-found`, `waiver-ended`, `four-eyes`. */
export function revokeWaiver(id: string, reason: string, by: Principal, { waivers }: Pick<WaiverTools, 'waivers'>) {
  return waivers.revoke(id, by.account.id, reason);
}

/** A page of the waivers that reach a submission, for everybody who sees it. Throws `submission-not-found`, `cursor-invalid`. */
export async function listWaivers(
  submissionId: string,
  page: { readonly limit: number; readonly cursor: string | null },
  by: Principal,
  { ledger, waivers }: WaiverTools,
): Promise<{ items: GivenWaiver[]; next: string | null }> {
  requireVisible(await ledger.get(submissionId), by);
  return waivers.list(submissionId, page);
}

/**
 * Runs the newest bytes again from intake, as a new revision that nobody has to upload: the same uploader answers for it. Either side may,
 * once waivers make a difference. Throws `submission-not-found`, `publisher-not-yours`, `scope-missing`, `recheck-pointless`,
 * `submission-not-revisable`.
 */
export async function recheck(id: string, by: Principal, { ledger, waivers }: WaiverTools): Promise<Submission> {
  const seen = await ledger.get(id);
  requireVisible(seen, by);
  requireSide(by, seen.publisher);
  const { given, today } = await waivers.reaching(id);
  if (!worthRechecking(seen, await ledger.timeline(id), given, today)) {
    throw problem('recheck-pointless', { id, stage: seen.stage, state: seen.state });
  }
  return ledger.change(id, (current, revision) => {
    if (current.revision !== seen.revision || current.state !== seen.state) {
      throw problem('recheck-pointless', { id, stage: current.stage, state: current.state });
    }
    const { uploadSha256, uploadName, uploadedBy } = revision;
    return {
      to: revise(current),
      actor: by.account.id,
      action: 'submission.rechecked',
      details: { revision: current.revision + 1, of: current.revision },
      upload: { uploadSha256, uploadName, by: uploadedBy },
      decision: null,
    };
  });
}

function requireSide(by: Principal, publisher: string): void {
  const isMember = by.account.publishers.includes(publisher);
  const submits = isMember || hasRole(by, 'administrator');
  if (!submits && !hasRole(by, 'reviewer')) throw problem('publisher-not-yours', { publisher });
  requireScope(by, submits ? 'submit' : 'review');
}
