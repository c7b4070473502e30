import type { Answer, Failure, FailureReason, Headers } from './exchange.js';

/** How often a call is repeated, and what all the repeating of one run may cost. Times in milliseconds. */
export interface RetryLimits {
  /** Attempts of one call, the first among them. */
  readonly attempts: number;
  /** The first pause is somewhere between nothing and this; the limit doubles with every further one. */
  readonly firstPauseMs: number;
  /** No pause of our own choice is longer. */
  readonly longestPauseMs: number;
  /** What one call may wait in all, for itself and because the API asked everybody to wait. */
  readonly waitPerCallMs: number;
  /** One call with all its attempts and pauses, where whoever waits for it does not say that less is left. */
  readonly callMs: number;
  /** What a run may spend on pauses and repeated attempts in all. */
  readonly extraPerRunMs: number;
}

export const defaultRetryLimits: RetryLimits = {
  attempts: 4,
  firstPauseMs: 250,
  longestPauseMs: 4_000,
  waitPerCallMs: 20_000,
  callMs: 38_000,
  extraPerRunMs: 120_000,
};

/** One attempt that is over. */
export interface Tried {
  readonly method: string;
  /** Attempts so far, this one among them. */
  readonly made: number;
  readonly result: Answer | Failure;
  /** Milliseconds since 1970 at which it ended. */
  readonly at: number;
}

/** What follows from an attempt. */
export interface NextAttempt {
  /** Milliseconds after which the call is made again; null: it is not. */
  readonly afterMs: number | null;
  /** Milliseconds for which the API wants no call at all; null: it said nothing of the kind. */
  readonly holdMs: number | null;
}

/** RFC 9110 §9.2.2, without TRACE, which is never sent. */
const idempotentMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];

/** These mean that no request was written. */
const nothingSent: readonly FailureReason[] = ['name-not-resolved', 'not-connected'];

/** What may well be otherwise in a moment. A refused certificate, a call that was too slow or an answer too large stay what they are. */
const passing: readonly FailureReason[] = [...nothingSent, 'reset'];

/** RFC 9110 §15.6.3 to §15.6.5: something on the way to the API is in trouble, not the request. */
const passingStatuses: readonly number[] = [502, 503, 504];

/**
 * Decides whether a call is made again, and when. A call that may not be made twice is repeated only when nothing of it was sent, or
 * when the API itself said when to come back. Pauses grow exponentially with full jitter, on top of what `Retry-After` asks for
 * (RFC 9110 §10.2.3). Pure but for `random`, which gives a number from 0 up to 1.
 */
export function nextAttempt(
  { method, made, result, at }: Tried,
  limits: RetryLimits,
  random: () => number,
): NextAttempt {
  const status = result.kind === 'answer' ? result.status : null;
  const askedFor = result.kind === 'answer' ? retryAfterMs(result.headers, at) : null;
  const pause = random() * Math.min(limits.longestPauseMs, limits.firstPauseMs * 2 ** (made - 1));
  const afterMs = Math.round((askedFor ?? 0) + pause);
  const holds = status === 429 || (status === 503 && askedFor !== null);
  return { afterMs: made < limits.attempts && repeatable() ? afterMs : null, holdMs: holds ? afterMs : null };

  function repeatable(): boolean {
    const idempotent = idempotentMethods.includes(method.toUpperCase());
    if (result.kind === 'failure') return (idempotent ? passing : nothingSent).includes(result.reason);
    if (result.status === 429) return idempotent || askedFor !== null;
    if (!passingStatuses.includes(result.status)) return false;
    return idempotent || (result.status === 503 && askedFor !== null);
  }
}

/** True when the request may have been carried out although this is what came of it. */
export function mayHaveWorked(result: Answer | Failure): boolean {
  if (result.kind === 'failure') return !nothingSent.includes(result.reason);
  return passingStatuses.includes(result.status);
}

/** True for the answer of an API that has nothing left to delete. Repeated, such a call is no fault: the first may have worked. */
export function saysGone(method: string, result: Answer | Failure): boolean {
  return method.toUpperCase() === 'DELETE' && result.kind === 'answer' && [404, 410].includes(result.status);
}

/**
 * Milliseconds that an answer's `Retry-After` asks to wait, counted from `now`; null when it has none that can be read. A date is
 * held against the answer's own `Date`, as the clocks need not agree. Of several the longest counts.
 */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const valuesOf = (name: string) => headers.filter(([each]) => each === name).map(([, value]) => value.trim());
  const said = valuesOf('date').map(httpDate)[0] ?? now;
  const waits = valuesOf('retry-after').flatMap(value => {
    if (/^\d{1,12}$/.test(value)) return [Number(value) * 1000];
    const date = httpDate(value);
    return date === null ? [] : [Math.max(0, date - said)];
  });
  return waits.length === 0 ? null : Math.max(...waits);
}

/** The three forms of RFC 9110 §5.6.7. `Date.parse` alone takes nearly anything for a date. */
const httpDateForms = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

function httpDate(text: string): number | null {
  if (!httpDateForms.some(form => form.test(text))) return null;
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? null : time;
}
