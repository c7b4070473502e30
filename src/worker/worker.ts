import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../core/log.js';
import type { Doorbell } from '../core/ports/doorbell.js';
import type { ClaimedStep, Ledger } from '../core/ports/ledger.js';
import { ringBells } from '../pipeline/ring-bells.js';
import { createAlarm } from './alarm.js';
import { holdLease } from './lease.js';

export interface WorkerTools {
  readonly ledger: Ledger;
  readonly doorbell: Doorbell;
  /** Runs one step to its end and saves it; stops early and saves nothing when the signal aborts. */
  readonly run: (step: ClaimedStep, signal: AbortSignal) => Promise<void>;
  /** How many steps are worked on at the same time. */
  readonly concurrency: number;
  /** For how long a claimed step is ours without a word from us; renewed at a third of it. */
  readonly leaseSeconds: number;
  /** How long a step waits at most when no bell rang. */
  readonly pollSeconds: number;
  readonly log: Log;
}

/** Claims steps and runs them, as long as it is started. */
export interface Worker {
  start(): Promise<void>;
  /** Takes no new step, lets running ones end for so many seconds, then hands the others back for another worker to start at once. */
  stop(graceSeconds: number): Promise<void>;
}

interface Job {
  readonly step: ClaimedStep;
  readonly cancel: AbortController;
  readonly ended: Promise<void>;
}

const longestPauseMs = 15_000;
/** How long a cancelled stage may take to notice before its step is handed back regardless; the fence voids what it still does. */
const cancelMs = 2_000;

/**
 * A worker that lives through outages: without a database it waits with growing pauses, without a bell it polls. It never runs a
 * step whose lease it lost.
 */
export function createWorker(tools: WorkerTools): Worker {
  const { ledger, doorbell, concurrency, leaseSeconds, pollSeconds, log } = tools;
  const name = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const alarm = createAlarm();
  const jobs = new Set<Job>();
  const stopping = new AbortController();
  let loops: Promise<unknown> = Promise.resolve();

  const claimUntilStopped = async () => {
    while (!stopping.signal.aborted) {
      const step = jobs.size < concurrency ? await ledger.claim(name, leaseSeconds) : null;
      if (step && stopping.signal.aborted) await ledger.handBack(step);
      else if (step) begin(step);
      else await alarm.wait(pollSeconds * 1000);
    }
  };

  const ringUntilStopped = async () => {
    while (!stopping.signal.aborted) {
      await ringBells({ ledger, doorbell });
      await delay(pollSeconds * 1000, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  const begin = (step: ClaimedStep) => {
    const cancel = new AbortController();
    const ended = work(step, cancel, tools).finally(() => {
      jobs.delete(job);
      alarm.ring(); // a slot is free, and the step may have made the next one
    });
    const job: Job = { step, cancel, ended };
    jobs.add(job);
  };

  return {
    async start() {
      loops = Promise.all([
        persist('claim', claimUntilStopped, stopping.signal, log),
        persist('ring', ringUntilStopped, stopping.signal, log),
      ]);
      await doorbell.listen(() => alarm.ring());
    },

    async stop(graceSeconds) {
      stopping.abort();
      alarm.ring();
      await within(graceSeconds * 1000, [loops]);
      await within(
        graceSeconds * 1000,
        [...jobs].map(job => job.ended),
      );
      const unfinished = [...jobs].filter(job => !job.cancel.signal.aborted); // a lost lease is no longer ours to give
      for (const job of jobs) job.cancel.abort();
      await within(
        cancelMs,
        [...jobs].map(job => job.ended),
      );
      for (const { step } of unfinished) {
        log.info({ submission: step.submissionId, stage: step.stage }, 'Handing a step back');
        await ledger
          .handBack(step)
          .catch((error: unknown) => log.warn({ error }, 'A step could not be handed back; its lease runs out'));
      }
    },
  };
}

/** One step from claim to end. Never throws: what goes wrong outside of the stage is told, and the lease runs out. */
async function work(step: ClaimedStep, cancel: AbortController, { ledger, run, leaseSeconds, log }: WorkerTools) {
  const lease = holdLease({ step, ledger, leaseSeconds, log, lost: () => cancel.abort() });
  try {
    await run(step, cancel.signal);
  } catch (error) {
    log.error(
      { submission: step.submissionId, stage: step.stage, error },
      'A step could not be saved; its lease runs out',
    );
  } finally {
    lease.release();
  }
}

/** Runs a loop again whenever it breaks, with growing pauses: an outage of the database is not the end of a worker. */
async function persist(loop: string, run: () => Promise<void>, stopping: AbortSignal, log: Log): Promise<void> {
  for (let pause = 500; !stopping.aborted;) {
    const started = Date.now();
    try {
      await run();
    } catch (error) {
      if (Date.now() - started > longestPauseMs) pause = 500; // it had worked for a while
      log.warn({ loop, error, pauseMs: pause }, 'A loop of the worker broke; trying again');
      await delay(pause, undefined, { signal: stopping }).catch(() => undefined);
      pause = Math.min(pause * 2, longestPauseMs);
    }
  }
}

async function within(milliseconds: number, work: readonly Promise<unknown>[]): Promise<void> {
  if (work.length === 0) return;
  const timeout = new AbortController();
  const tooLate = delay(milliseconds, undefined, { signal: timeout.signal }).catch(() => undefined);
  await Promise.race([Promise.allSettled(work), tooLate]);
  timeout.abort();
}
