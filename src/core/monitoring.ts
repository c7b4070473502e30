import type { Verdict } from './verdict.js';

/** What a programme decided about the monitors of versions that can be used, and about drift. */
export interface MonitoringPolicy {
  /** Minutes from the end of one run of a monitor to the next, while the version is in preview. */
  readonly previewEveryMinutes: number;
  /** The same, once it is public. */
  readonly publicEveryMinutes: number;
  /** Failing runs in a row after which a public version drifts. */
  readonly driftAfterFailures: number;
  /** Passing runs in a row after which it no longer does. */
  readonly curedAfterPasses: number;
  /** Hours of drift after which a version is suspended; null for never. */
  readonly suspendAfterHours: number | null;
}

/** For programmes that decide nothing otherwise. */
export const defaultMonitoringPolicy: MonitoringPolicy = {
  previewEveryMinutes: 15,
  publicEveryMinutes: 1_440,
  driftAfterFailures: 3,
  curedAfterPasses: 2,
  suspendAfterHours: null,
};

/**
 * Whether the API of a public version still does what was certified, by the runs of its monitor, the newest first. `drifting`: as many as
 * the policy says failed in a row. `fine`: as many passed in a row. `unsettled`: neither; what was said before still holds. Runs that
 * proved nothing are passed over: they neither open a drift nor close one. Pure.
 */
export function driftOf(
  runs: readonly { readonly verdict: Verdict }[],
  { driftAfterFailures, curedAfterPasses }: Pick<MonitoringPolicy, 'driftAfterFailures' | 'curedAfterPasses'>,
): 'drifting' | 'fine' | 'unsettled' {
  const told = runs.map(({ verdict }) => verdict).filter(verdict => verdict !== 'inconclusive');
  if (startsWith(told, 'fail', driftAfterFailures)) return 'drifting';
  return startsWith(told, 'pass', curedAfterPasses) ? 'fine' : 'unsettled';
}

function startsWith(verdicts: readonly Verdict[], verdict: Verdict, count: number): boolean {
  return verdicts.length >= count && verdicts.slice(0, count).every(each => each === verdict);
}

/** A run may take up a quarter of the time until the next one: what is slow waits longer, so that it does not hold up the others. */
const pausePerRun = 4;

/** Seconds until a monitor runs again, after a run of this many seconds. Pure. */
export function pauseAfter(
  channel: 'preview' | 'public',
  tookSeconds: number,
  { previewEveryMinutes, publicEveryMinutes }: MonitoringPolicy,
): number {
  const every = (channel === 'preview' ? previewEveryMinutes : publicEveryMinutes) * 60;
  return Math.max(every, pausePerRun * tookSeconds);
}

/** Characters that are kept of a run's note, and of each finding of a drift; findings of a drift that are kept. */
export const longestNote = 4_000;
export const longestDriftFinding = 500;
export const mostDriftFindings = 20;
