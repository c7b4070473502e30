import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../core/log.js';
import type { ClaimedMonitor, Monitors, RunResult } from '../core/ports/monitors.js';
import { maxAttempts } from '../core/step.js';
import { nothingProved } from '../pipeline/run-monitor.js';

/** A run whose process died is made again after this. Seconds. */
const leaseSeconds = 60;
/** A run that takes longer is given up: as long as a stage may take. Seconds. */
const defaultLimitSeconds = 900;
const defaultPollMs = 5_000;
const pauseAfterFaultMs = 5_000;

export interface MonitoringTools {
  readonly monitors: Monitors;
  /** Runs the suite once; throws only when the signal has aborted. */
  readonly run: (monitor: ClaimedMonitor, signal: AbortSignal) => Promise<RunResult>;
  /** Names the rules that judge. */
  readonly rulesetDigest: string;
  readonly log: Log;
  readonly limitSeconds?: number;
  readonly pollMs?: number;
}

/** Runs the monitors that are due, one at a time, as long as it is started. */
export interface Monitoring {
  start(): void;
  /** Breaks off the run that is under way and gives it back; takes no other. */
  stop(): Promise<void>;
}

/** A loop that lives through outages. A run that was not recorded is made again, by whoever comes next, and counts once. */
export function createMonitoring(tools: MonitoringTools): Monitoring {
  const { monitors, log } = tools;
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<unknown> = Promise.resolve();

  const loop = async () => {
    while (!signal.aborted) {
      let pause = 0;
      try {
        for (const submission of await monitors.suspendDue()) {
          log.warn({ submission }, 'A public version was suspended: it has drifted for too long');
        }
        const monitor = await monitors.claim(leaseSeconds);
        if (monitor === null) pause = tools.pollMs ?? defaultPollMs;
        else await runOnce(monitor, tools, signal);
      } catch (error) {
        log.warn({ error }, 'Monitoring broke off; trying again');
        pause = pauseAfterFaultMs;
      }
      if (pause > 0) await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  };

  return {
    start: () => {
      running = loop();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function runOnce(monitor: ClaimedMonitor, tools: MonitoringTools, signal: AbortSignal): Promise<void> {
  const { monitors, log, rulesetDigest } = tools;
  const facts = { submission: monitor.submission.id, channel: monitor.channel, fence: monitor.fence };
  const ended = await runWithLease(monitor, tools, signal);
  if (ended === 'stopped') return monitors.handBack(monitor);
  if (ended === 'lost') return log.warn(facts, 'A run of a monitor is void: it was no longer ours');
  const after = await monitors.settle(monitor, ended, rulesetDigest);
  if (after === null) return log.warn(facts, 'A run of a monitor is void: it was no longer ours');
  const { verdict, fault, calls, goodCalls, p95Ms } = ended;
  const told = { ...facts, verdict, fault, calls, goodCalls, p95Ms };
  if (fault === 'ours') log.error({ ...told, note: ended.note }, 'A monitor could prove nothing');
  else log.info({ ...told, ...(after !== 'unchanged' && { now: after }) }, 'A monitor ran');
}

/** `stopped`: this process ends; `lost`: somebody else has the monitor, or nobody needs it any more. */
async function runWithLease(
  monitor: ClaimedMonitor,
  { monitors, run, limitSeconds = defaultLimitSeconds, log }: MonitoringTools,
  signal: AbortSignal,
): Promise<RunResult | 'stopped' | 'lost'> {
  // What kills every worker must not kill workers for ever.
  if (monitor.attempts > maxAttempts) {
    return nothingProved('ours', `Every worker that ran this monitor died (${maxAttempts} attempts).`);
  }
  const lost = new AbortController();
  const deadline = new AbortController();
  const either = AbortSignal.any([signal, lost.signal, deadline.signal]);
  const limit = setTimeout(() => deadline.abort(), limitSeconds * 1000);
  const renewing = setInterval(
    () => {
      monitors.renew(monitor, leaseSeconds).then(
        ours => ours || lost.abort(),
        (error: unknown) => log.warn({ submission: monitor.submission.id, error }, 'A monitor could not be renewed'),
      );
    },
    (leaseSeconds * 1000) / 3,
  );
  try {
    return await unlessAborted(run(monitor, either), either);
  } catch (error) {
    if (signal.aborted) return 'stopped';
    if (lost.signal.aborted) return 'lost';
    if (!deadline.signal.aborted) throw error;
    return nothingProved('upstream', `The run did not end within ${limitSeconds} seconds and was given up.`);
  } finally {
    clearTimeout(limit);
    clearInterval(renewing);
  }
}

/** What is awaited, unless the signal comes first: a run that does not listen to it must not hold the others up. */
function unlessAborted<T>(running: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new Error('aborted'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    running.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
