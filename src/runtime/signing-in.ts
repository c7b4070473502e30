import { Problem } from '../core/problems.js';
import { late } from './budget.js';
import type { Budget } from './budget.js';
import type { Failure } from './exchange.js';

/** What signing in gave, or why a call cannot be made for the want of it. */
export type SignedIn<Given> =
  { readonly kind: 'given'; readonly value: Given } | { readonly kind: 'failure'; readonly failure: Failure };

/**
 * Waits for one step of signing in within the budget of the request that needs it. A Problem becomes the failure of this one call, with
 * its words and whose fault it is, so that what was recorded before it is still judged and cleaned up. Everything else is thrown on: it is
 * a bug, or the run was stopped.
 */
export async function signedInWithin<Given>(budget: Budget, step: Promise<Given>): Promise<SignedIn<Given>> {
  try {
    const value = await budget.within(step);
    if (value !== late) return { kind: 'given', value };
    const text = 'Signing in was not finished in time.';
    return { kind: 'failure', failure: { kind: 'failure', reason: 'sign-in-failed', fault: 'upstream', text } };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const text = `${error.detail} ${error.fix}`;
    return { kind: 'failure', failure: { kind: 'failure', reason: 'sign-in-failed', fault: error.fault, text } };
  }
}
