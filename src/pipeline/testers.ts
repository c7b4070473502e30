import type { Principal } from '../core/account.js';
import type { Ledger, SubmissionSummary } from '../core/ports/ledger.js';
import type { NewTesterVerdict, Page, PageRequest, Tester, Testers, TesterVerdict } from '../core/ports/testers.js';
import { problem } from '../core/problems.js';
import { actsFor, hasRole, requireScope, requireVisible, visiblePublishers } from './access.js';

export interface TesterTools {
  readonly ledger: Ledger;
  readonly testers: Testers;
}

/**
 * Invites an account to test a submission. Throws `submission-not-found`, `publisher-not-yours`, `scope-missing`, and what
 * `Testers.invite` throws.
 */
export async function inviteTester(id: string, account: string, by: Principal, tools: TesterTools): Promise<Tester> {
  requireHost(await tools.ledger.get(id), by);
  return tools.testers.invite(id, account, by.account.id);
}

/** Takes an invitation back. Throws `submission-not-found`, `publisher-not-yours`, `scope-missing`, `tester-not-found`. */
export async function removeTester(id: string, account: string, by: Principal, tools: TesterTools): Promise<void> {
  requireHost(await tools.ledger.get(id), by);
  await tools.testers.remove(id, account, by.account.id);
}

/** Says what a tester makes of a version. Throws `submission-not-found`, `scope-missing`, and what `Testers.say` throws. */
export async function giveTesterVerdict(
  id: string,
  verdict: Omit<NewTesterVerdict, 'account'>,
  by: Principal,
  tools: TesterTools,
): Promise<TesterVerdict> {
  await requireGuest(id, by, tools);
  requireMoreThanReading(by);
  return tools.testers.say(id, { ...verdict, account: by.account.id });
}

/** Verdicts of all testers for who sees the submission, one's own for a tester. Throws `submission-not-found`, `cursor-invalid`. */
export async function testerVerdicts(
  id: string,
  page: PageRequest,
  by: Principal,
  tools: TesterTools,
): Promise<Page<TesterVerdict>> {
  const submission = await requireGuest(id, by, tools);
  return tools.testers.verdicts(id, sees(submission, by) ? null : by.account.id, page);
}

/**
 * The submission, for those who may call its version in preview: who sees it anyway, and its testers. Throws `submission-not-found` for
 * everybody else: what one may not see does not exist.
 */
export async function requireGuest(
  id: string,
  by: Principal,
  { ledger, testers }: TesterTools,
): Promise<SubmissionSummary> {
  const submission = await ledger.get(id);
  if (!(await isGuest(submission, by, { testers }))) throw problem('submission-not-found', { id });
  return submission;
}

/** Whether the principal may call the submission's version in preview. */
export async function isGuest(
  submission: SubmissionSummary,
  by: Principal,
  { testers }: Pick<TesterTools, 'testers'>,
): Promise<boolean> {
  return sees(submission, by) || testers.has(submission.id, by.account.id);
}

/**
 * What a person does as a tester needs a token for more than reading. Which of the two it is does not matter: a tester may be anybody.
 * Throws `scope-missing`.
 */
export function requireMoreThanReading(by: Principal): void {
  requireScope(by, by.scopes.includes('review') ? 'review' : 'submit');
}

/** Whether the principal sees the whole submission, not only what a tester needs of it. */
export function sees({ publisher }: { publisher: string }, by: Principal): boolean {
  const visible = visiblePublishers(by);
  return visible === null || visible.includes(publisher);
}

/** Who invites: who acts for the publisher, with `submit`, and reviewers, with `review`. */
function requireHost(submission: SubmissionSummary, by: Principal): void {
  requireVisible(submission, by);
  const forPublisher = actsFor(by, submission.publisher);
  if (!forPublisher && !hasRole(by, 'reviewer')) {
    throw problem('publisher-not-yours', { publisher: submission.publisher });
  }
  const asReviewer = hasRole(by, 'reviewer') && by.scopes.includes('review');
  requireScope(by, asReviewer || !forPublisher ? 'review' : 'submit');
}
