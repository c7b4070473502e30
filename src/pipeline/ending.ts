import type { Outcome } from '../core/outcome.js';
import type { ClaimedStep, Ending } from '../core/ports/ledger.js';
import type { Problem, ProblemCode } from '../core/problems.js';
import { maxAttempts } from '../core/step.js';
import type { Step } from '../core/step.js';
import { advance, stop } from '../core/submission.js';
import type { Submission } from '../core/submission.js';
import { verdictOf } from '../core/verdict.js';
import type { Report } from '../core/verdict.js';

/** How an attempt ended: with an outcome, with a problem that explains itself, or with a bug that only the log explains. */
export type Attempt =
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'bug'; readonly reference: string };

/** What becomes of the step, and where its submission goes. */
export interface Conclusion {
  readonly ending: Ending;
  readonly moved: Submission;
}

const longestPauseSeconds = 60;

/** Seconds before a step is tried again after so many attempts: 2, 4, 8 …, at most a minute. */
export function pauseAfter(attempts: number): number {
  return Math.min(2 ** attempts, longestPauseSeconds);
}

/**
 * Decides how a step ends, pure. What was not the connector's fault is tried again, and stops the submission once the step was
 * tried `maxAttempts` times; what was the submitter's goes back to the submitter.
 */
export function conclude(step: ClaimedStep, attempt: Attempt): Conclusion {
  if (attempt.kind === 'outcome') return concludeOutcome(step, attempt.outcome);
  if (attempt.kind === 'bug') {
    return concludeFailure(step, `Assay failed at this stage; its log explains it under ${attempt.reference}.`, {
      fault: 'ours',
    });
  }
  const { title, detail, fix, fault, code } = attempt.problem;
  const note = `${title} ${detail} ${fix}`;
  const deferred = deferredSeconds(attempt.problem);
  if (deferred !== null) {
    const ending = endingOf({ state: 'FAILED', note, fault, retryAfterSeconds: deferred, uncounted: true });
    return { ending, moved: step.submission };
  }
  // Thrown before anything was published, and trying again cannot cure it: the ruleset changed after the approval, say.
  const needsNewRevision = code === 'publication-not-certified';
  if (fault !== 'yours' && !needsNewRevision) return concludeFailure(step, note, { fault });
  const moved: Submission = { ...step.submission, state: 'returned' };
  return { ending: endingOf({ state: 'FAILED', verdict: 'fail', note, fault: 'yours' }), moved };
}

/** Problems that others have to solve, in the repository or in our settings: the step is put back for as long as they say. */
const deferring: readonly ProblemCode[] = ['publication-waiting', 'github-refuses'];

/** After how many seconds a step is looked at again that did not fail but has to wait; null for what failed. */
export function deferredSeconds({ code, context }: Problem): number | null {
  const { afterSeconds } = context;
  return deferring.includes(code) && typeof afterSeconds === 'number' ? afterSeconds : null;
}

function concludeOutcome(step: ClaimedStep, outcome: Outcome): Conclusion {
  const moved = advance(step.submission, outcome, step.history);
  if (outcome.kind === 'waiting') return { ending: endingOf({ outcome, note: outcome.reason }), moved };
  if (outcome.kind === 'done') return { ending: endingOf({ outcome, verdict: 'pass' }), moved };

  const verdict = verdictOf(outcome.report);
  const ending = endingOf({ outcome, verdict, package: outcome.package ?? null });
  const seen = outcome.package ? { ...moved, version: outcome.package.version } : moved;
  if (verdict !== 'inconclusive') return { ending, moved: seen };
  const note = `Inconclusive: ${reasonsOf(outcome.report)}`;
  if (!mayPass(outcome.report)) return { ending: { ...ending, note }, moved: seen };
  return concludeFailure(step, note, { outcome, verdict });
}

/** Not the connector's fault: another attempt, or the operator's turn when there were enough. */
function concludeFailure(
  step: ClaimedStep,
  note: string,
  found: Partial<Pick<Ending, 'outcome' | 'verdict' | 'fault'>>,
): Conclusion {
  if (step.attempts < maxAttempts) {
    const pause = pauseAfter(step.attempts);
    const story = `${note} Attempt ${step.attempts} of ${maxAttempts}; the next one is in ${pause} s.`;
    return {
      ending: endingOf({ ...found, state: 'FAILED', note: story, retryAfterSeconds: pause }),
      moved: step.submission,
    };
  }
  const story = `${note} Given up after ${triesOf(step)}; an operator can run it again.`;
  return { ending: endingOf({ ...found, state: 'DEAD', note: story }), moved: stop(step.submission) };
}

/** True when trying again may help: what kept a check from running was not the connector. */
function mayPass({ checks }: Report): boolean {
  return checks.some(check => check.state === 'not-run' && check.fault !== 'yours');
}

function reasonsOf({ checks }: Report): string {
  const reasons = checks.flatMap(check => (check.state === 'not-run' ? [check.reason] : []));
  const different = [...new Set(reasons)];
  if (different.length === 0) return 'no check was expected, so none can pass.';
  const more = different.length > 3 ? ` (and ${different.length - 3} more reasons)` : '';
  return `${different.slice(0, 3).join('; ')}${more}.`.replace(/\.{2,}$/, '.');
}

function triesOf({ attempts }: Step): string {
  return attempts === 1 ? '1 attempt' : `${attempts} attempts`;
}

function endingOf(known: Partial<Ending>): Ending {
  return { state: 'DONE', verdict: null, outcome: null, note: null, retryAfterSeconds: null, package: null, ...known };
}
