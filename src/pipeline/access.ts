import type { Principal, Role, Scope } from '../core/account.js';
import { problem } from '../core/problems.js';

/** Throws `scope-missing` when the principal may not do what needs this scope. */
export function requireScope({ scopes }: Principal, scope: Scope): void {
  if (!scopes.includes(scope)) throw problem('scope-missing', { scope, scopes: scopes.join(', ') || 'none' });
}

/** The publishers whose submissions this principal sees; null means all: reviewers and administrators. */
export function visiblePublishers(principal: Principal): readonly string[] | null {
  return hasRole(principal, 'reviewer') || hasRole(principal, 'administrator') ? null : principal.account.publishers;
}

/** Throws `submission-not-found` for a submission of somebody else: what one may not see does not exist. */
export function requireVisible(submission: { id: string; publisher: string }, principal: Principal): void {
  const visible = visiblePublishers(principal);
  if (visible !== null && !visible.includes(submission.publisher)) {
    throw problem('submission-not-found', { id: submission.id });
  }
}

/**
 * Throws unless the principal acts for the publisher of a submission: its members and administrators. `submission-not-found`
 * for those who may not see it, `publisher-not-yours` for reviewers, who may.
 */
export function requireSubmitter(submission: { id: string; publisher: string }, principal: Principal): void {
  requireVisible(submission, principal);
  if (!actsFor(principal, submission.publisher))
    throw problem('publisher-not-yours', { publisher: submission.publisher });
}

/** Whether the principal may hand in and take back for this publisher. */
export function actsFor(principal: Principal, publisher: string): boolean {
  return principal.account.publishers.includes(publisher) || hasRole(principal, 'administrator');
}

/** Whether the account has this role. */
export function hasRole({ account }: Principal, role: Role): boolean {
  return account.roles.includes(role);
}

/**
 * Whose turn may be this principal's for submissions of a publisher. A reviewer who belongs to it may not approve, so that a review is
 * never called theirs.
 */
export function turnsOf(principal: Principal, publisher: string): ('submitter' | 'reviewer' | 'operator')[] {
  const member = principal.account.publishers.includes(publisher);
  return [
    ...(member ? (['submitter'] as const) : []),
    ...(hasRole(principal, 'reviewer') && !member ? (['reviewer'] as const) : []),
    ...(hasRole(principal, 'administrator') ? (['operator'] as const) : []),
  ];
}
