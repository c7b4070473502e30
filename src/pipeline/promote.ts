import type { Change, Ledger } from '../core/ports/ledger.js';
import { missingFor } from '../core/promotion.js';
import { countApprovals } from '../core/review.js';
import { promote as promoted } from '../core/submission.js';

/** How many submissions are asked for at once. */
const pageLength = 200;

/** What a round of promotion changed, by the ids of the submissions. */
export interface Promoted {
  readonly promoted: readonly string[];
  /** Their approvals count no more: they wait for reviewers again. */
  readonly reopened: readonly string[];
}

/**
 * Promotes every version that waits for nothing but its own numbers and has them now, and gives those back to the reviewers whose
 * approvals count no more: the ruleset is another one, or the evidence has aged. Each is decided on in a transaction of its own, under its
 * lock, so that it makes no difference who else does the same. Throws what the ledger throws.
 */
export async function promoteDue(current: { readonly rulesetDigest: string }, ledger: Ledger): Promise<Promoted> {
  const done = { promoted: [] as string[], reopened: [] as string[] };
  for (let after: string | null = null; ;) {
    const ids: string[] = await ledger.measuring(after, pageLength);
    for (const id of ids) {
      const what = await promoteOne(id, current, ledger);
      if (what !== null) done[what].push(id);
    }
    const last = ids.at(-1);
    if (last === undefined || ids.length < pageLength) return done;
    after = last;
  }
}

async function promoteOne(
  id: string,
  { rulesetDigest }: { readonly rulesetDigest: string },
  ledger: Ledger,
): Promise<keyof Promoted | null> {
  let what: keyof Promoted | null = null;
  await ledger.change(id, (current, revision, { gate, approvals, promotion, measuring, at }): Change | null => {
    what = null;
    const digest = revision.package?.digest ?? null;
    if (!measuring || gate === null || promotion === null || digest === null) return null;
    const counted = countApprovals(approvals, { digest, rulesetDigest, at }, gate).filter(one => one.void === null);
    const given = new Set(counted.map(({ account }) => account)).size;
    const change = { actor: 'assay', upload: null, decision: null };
    if (given < gate.approvalsNeeded) {
      what = 'reopened';
      const details = { digest, approvals: given, needed: gate.approvalsNeeded };
      return { ...change, to: current, action: 'review.reopened', details, measuring: false };
    }
    if (missingFor(promotion) !== null) return null;
    what = 'promoted';
    return { ...change, to: promoted(current), action: 'submission.promoted', details: { digest } };
  });
  return what;
}
