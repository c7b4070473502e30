import type { Failure } from '../exchange.js';
import { PolicyFailure } from './policy.js';
import type { Policy, PolicyAnswer, PolicyCall, PolicyRequest } from './policy.js';

/** A request as the policies made it, or why it is not sent. */
export type PreparedRequest =
  | { readonly kind: 'request'; readonly request: PolicyRequest }
  | { readonly kind: 'failure'; readonly failure: Failure };

/** Applies what works on the request, one policy after the other. */
export async function applyToRequest(
  policies: readonly Policy[],
  request: PolicyRequest,
  call: PolicyCall,
): Promise<PreparedRequest> {
  let now = request;
  for (const policy of policies) {
    if (policy.section !== 'Request') continue;
    try {
      now = await policy.apply(now, call);
    } catch (error) {
      return { kind: 'failure', failure: failureOf(error, policy) };
    }
  }
  return { kind: 'request', request: now };
}

/** An answer as the policies made it, or why the consumer gets none. */
export type ConsumedAnswer =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'changed'; readonly answer: PolicyAnswer }
  | { readonly kind: 'failure'; readonly failure: Failure };

/** The answer as the consumer gets it: `Response` policies work on every answer, `Failure` policies on those of 400 and above. */
export function applyToAnswer(
  policies: readonly Policy[],
  answer: PolicyAnswer,
  request: PolicyRequest,
  call: PolicyCall,
): ConsumedAnswer {
  let now = answer;
  for (const policy of policies) {
    if (policy.section === 'Request' || (policy.section === 'Failure' && answer.status < 400)) continue;
    try {
      const next = policy.apply(now, request, call);
      now = sameAnswer(now, next) ? now : next;
    } catch (error) {
      return { kind: 'failure', failure: failureOf(error, policy) };
    }
  }
  if (now === answer) return { kind: 'unchanged' };
  if (now.body === answer.body) return { kind: 'changed', answer: now };
  // The length of the body that came says nothing of the one that goes.
  const headers = now.headers.filter(([name]) => name !== 'content-length' && name !== 'content-encoding');
  return { kind: 'changed', answer: { ...now, headers } };
}

function sameAnswer(one: PolicyAnswer, other: PolicyAnswer): boolean {
  return one.status === other.status && one.headers === other.headers && one.body === other.body;
}

/** Whose fault it is is named where it is not the connector's. */
function failureOf(error: unknown, { template = '' }: Policy): Failure {
  if (!(error instanceof PolicyFailure)) throw error;
  const text = `The policy \`${template}\` ${error.message}.`.replace(/\.\.$/, '.');
  return (
    error.failure ?? {
      kind: 'failure',
      reason: 'policy-failed',
      text,
      ...(error.fault !== 'yours' && { fault: error.fault }),
    }
  );
}
