import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Attempt, Failure } from './exchange.js';
import { mayHaveWorked, nextAttempt, saysGone } from './retry.js';
import type { RetryLimits } from './retry.js';

/** What time is, so that a test need not wait. */
export interface Clock {
  /** Milliseconds since 1970 that never go back. */
  now(): number;
  /** Resolves after so many milliseconds, or as soon as the signal aborts. Never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to 1. */
  random(): number;
}

/** Real time. It does not follow a machine whose clock is set. */
export const realClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  // A timer may ring up to a millisecond early.
  wait: (ms, signal) => sleep(ms + 1, undefined, { signal }).catch(() => undefined),
  random: () => Math.random(),
};

/** One call that may be made several times. */
export interface PatientCall {
  readonly method: string;
  /** The API that is called: who is asked to wait waits with all calls to it. */
  readonly origin: string;
  readonly signal: AbortSignal;
  /** What is left for it, in milliseconds, where that is less than a call may take anyway. */
  readonly withinMs?: number;
  /** Makes it once, in at most so many milliseconds. Never rejects for what the other side does. */
  readonly attempt: (withinMs: number) => Promise<Answer | Failure>;
}

/** Makes a call until it has a result that waiting would not better. */
export type MakePatiently = (call: PatientCall) => Promise<Answer | Failure>;

/**
 * The patience of one run: how long its calls wait, and which APIs it holds back from. A result says by `attempts` what came before
 * it, the time that was waited included. Where an API wants to be left alone for longer than a run waits, the call is not made and
 * fails as `rate-limited`.
 */
export function openPatience(limits: RetryLimits, clock: Clock): MakePatiently {
  const heldUntil = new Map<string, number>();
  let extraMs = limits.extraPerRunMs;

  return async ({ method, origin, signal, withinMs = Infinity, attempt }) => {
    const began = clock.now();
    const callMs = Math.min(limits.callMs, withinMs);
    const before: Attempt[] = [];
    let unsure: Answer | Failure | null = null;
    let made = 0;
    let waitedMs = 0;

    const heldMs = () => Math.ceil(Math.max(0, (heldUntil.get(origin) ?? 0) - clock.now()));
    const leftMs = () => callMs - (clock.now() - began);
    const pause = async (ms: number): Promise<boolean> => {
      if (ms > limits.waitPerCallMs - waitedMs || ms > extraMs || ms >= leftMs()) return false;
      waitedMs += ms;
      extraMs -= ms;
      await clock.wait(ms, signal);
      // On a busy machine a timer rings late: perhaps after the last moment at which the call could still be made.
      return leftMs() > 0;
    };
    const withAttempts = <Result extends Answer | Failure>(result: Result): Result =>
      before.length === 0 ? result : { ...result, attempts: before };

    for (;;) {
      // While this call waited, another may have been told to wait longer.
      for (let held = heldMs(); held > 0 && !signal.aborted; held = heldMs()) {
        if (!(await pause(held))) return withAttempts(rateLimited(held));
        before.push({ outcome: 'rate-limited', durationMs: 0, waitedMs: held });
      }
      const startedAt = clock.now();
      const result = await attempt(Math.max(0, leftMs()));
      const endedAt = clock.now();
      made += 1;
      if (made > 1) extraMs -= endedAt - startedAt;
      const { afterMs, holdMs } = nextAttempt({ method, made, result, at: endedAt }, limits, () => clock.random());
      if (holdMs !== null) heldUntil.set(origin, Math.max(heldUntil.get(origin) ?? 0, endedAt + holdMs));
      const outcome = result.kind === 'answer' ? result.status : result.reason;
      const durationMs = Math.round(endedAt - startedAt);
      if (unsure !== null && saysGone(method, result)) {
        before.push({ outcome, durationMs, waitedMs: 0 });
        return withAttempts(unsure);
      }
      if (afterMs === null || signal.aborted) return withAttempts(result);
      const pauseMs = Math.max(afterMs, heldMs());
      if (!(await pause(pauseMs))) return withAttempts(result);
      before.push({ outcome, durationMs, waitedMs: pauseMs });
      if (mayHaveWorked(result)) unsure = result;
    }
  };
}

function rateLimited(heldMs: number): Failure {
  const seconds = Math.ceil(heldMs / 1000);
  const text = `The API asked for no more calls for ${seconds} seconds, which is longer than this run waits.`;
  return { kind: 'failure', reason: 'rate-limited', text };
}
