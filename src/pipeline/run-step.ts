import { createHash } from 'node:crypto';
import type { Log } from '../core/log.js';
import type { Outcome } from '../core/outcome.js';
import type { Blobs } from '../core/ports/blobs.js';
import type { ClaimedStep, Ledger } from '../core/ports/ledger.js';
import { Problem, problem } from '../core/problems.js';
import type { Stage, Subject } from '../core/stage.js';
import type { StageName } from '../core/stage-names.js';
import { applyWaivers } from '../core/waiver.js';
import type { Waiver } from '../core/waiver.js';
import { conclude, deferredSeconds } from './ending.js';
import type { Attempt, Conclusion } from './ending.js';
import { loadPackage } from './load-package.js';

/** What running a step needs. */
export interface Kernel {
  readonly stages: Readonly<Record<StageName, Stage>>;
  readonly ledger: Ledger;
  readonly blobs: Blobs;
  readonly log: Log;
  /** The programme's exceptions; the findings that they and the step's own cover are set aside, whichever stage found them. */
  readonly waivers?: readonly Waiver[];
  /** A stage that runs longer is given up: a hung one must not hold its lease for ever. */
  readonly stageSeconds?: number;
}

const defaultStageSeconds = 900;

/**
 * Load, run one stage, decide, save. The one place where stages meet storage. When `signal` aborts (the lease is lost, or the
 * process is stopping) nothing is saved: whoever holds the step then decides. What the ledger throws is thrown.
 */
export async function runStep(step: ClaimedStep, kernel: Kernel, signal: AbortSignal): Promise<void> {
  const started = Date.now();
  const attempt = await tryStage(step, kernel, signal);
  if (attempt === 'aborted') return;
  const conclusion = conclude(step, attempt);
  const saved = await kernel.ledger.finish(step, conclusion.ending, conclusion.moved);
  tell(step, attempt, { ...conclusion, saved, ms: Date.now() - started }, kernel.log);
}

async function tryStage(step: ClaimedStep, kernel: Kernel, signal: AbortSignal): Promise<Attempt | 'aborted'> {
  const seconds = kernel.stageSeconds ?? defaultStageSeconds;
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), seconds * 1000);
  const either = AbortSignal.any([signal, deadline.signal]);
  try {
    const subject = await loadSubject(step, kernel.blobs);
    const outcome = await unlessAborted(kernel.stages[step.stage].run(subject, either), either);
    return { kind: 'outcome', outcome: withWaivers(outcome, step, [...(kernel.waivers ?? []), ...step.waivers]) };
  } catch (error) {
    if (signal.aborted) return 'aborted';
    if (deadline.signal.aborted)
      return { kind: 'problem', problem: problem('stage-timeout', { stage: step.stage, seconds }) };
    if (error instanceof Problem) return { kind: 'problem', problem: error };
    const reference = `${step.id}-${step.fence}`;
    const where = { submission: step.submissionId, stage: step.stage, reference };
    kernel.log.error({ ...where, error }, 'A stage failed in a way that nobody expected');
    return { kind: 'bug', reference };
  } finally {
    clearTimeout(timer);
  }
}

async function loadSubject(step: ClaimedStep, blobs: Blobs): Promise<Subject> {
  const { submission, revisionRecord: revision, history, approvals } = step;
  const accepted = step.stage === 'intake' ? null : revision.package;
  return {
    submission,
    revision,
    package: accepted && (await loadPackage(accepted, blobs)),
    history: history.filter(entry => entry.revision === revision.number),
    approvals: approvals.filter(approval => approval.digest === accepted?.digest),
  };
}

/** The outcome with its waived findings set aside: before it is decided on, and before anybody sees it. */
export function withWaivers(
  outcome: Outcome,
  { submission: { publisher, connector } }: Pick<ClaimedStep, 'submission'>,
  waivers: readonly Waiver[],
): Outcome {
  if (outcome.kind !== 'checked' || waivers.length === 0) return outcome;
  const subject = { publisher, connector, today: new Date().toISOString().slice(0, 10) };
  const hash = (source: string) => createHash('sha256').update(source).digest('hex');
  return { ...outcome, report: applyWaivers(outcome.report, waivers, subject, hash) };
}

/** The outcome, unless the signal comes first: a stage that does not listen to it must not hold the worker up. */
function unlessAborted(running: Promise<Outcome>, signal: AbortSignal): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new Error('aborted'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    running.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** The maker's mistakes are `info`; what an operator may have to look at is more. */
function tell(
  step: ClaimedStep,
  attempt: Attempt,
  { ending, moved, saved, ms }: Conclusion & { saved: boolean; ms: number },
  log: Log,
): void {
  const { submission, stage, attempts } = { submission: step.submissionId, stage: step.stage, attempts: step.attempts };
  const facts = { submission, revision: step.revision, stage, attempts, ms, verdict: ending.verdict, now: moved.state };
  if (!saved) return log.warn(facts, 'The result of a stage is void: the step was no longer ours');
  if (attempt.kind === 'outcome' && moved.state !== 'stopped') return log.info(facts, 'Stage ended');
  const code = attempt.kind === 'problem' ? attempt.problem.code : attempt.kind;
  if (moved.state === 'stopped') return log.error({ ...facts, code, note: ending.note }, 'Submission stopped');
  if (attempt.kind === 'problem' && attempt.problem.fault === 'yours')
    return log.info({ ...facts, code }, 'Stage ended');
  if (attempt.kind === 'problem' && deferredSeconds(attempt.problem) !== null)
    return log.info({ ...facts, code, note: ending.note }, 'Stage waits and will be looked at again');
  log.warn({ ...facts, code, note: ending.note }, 'Stage failed and will be tried again');
}
