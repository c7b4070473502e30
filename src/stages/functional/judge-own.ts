import type { CheckResult } from '../../core/verdict.js';
import type { GatewayRecord } from '../../runtime/gateway.js';
import type { RunSummary } from './collection-runner.js';
import type { OwnCollectionFault } from './own-collections/fault.js';
import type { OwnCollection } from './own-collections/read.js';
import { faultsOfOwnRun, hasNotEnded } from './own-collections/run-faults.js';

/** What is known of the run of one own collection once it is over. */
export interface OwnOutcome {
  readonly path: string;
  readonly summary: RunSummary;
  readonly record: GatewayRecord;
  /** How long it might have run, in milliseconds. */
  readonly limitMs: number;
}

/** What came of a submitter's collections: their checks, and what was found. */
export interface OwnJudgement {
  readonly checks: readonly CheckResult[];
  readonly faults: readonly OwnCollectionFault[];
}

/** A run that was cut off after it had waited for the API for this share of its time was cut off by the API. */
const slowShare = 0.5;

/** The collections that have a request which can be run. The others make no check: the fault of each request says why. */
export function callableOf(collections: readonly OwnCollection[]): readonly OwnCollection[] {
  return collections.filter(({ cases }) => cases.size > 0);
}

/**
 * Judges the submitter's collections by how they ran. Where the isolation was too weak for scripts of strangers (`refusal` says why), each
 * is a check that did not run, by our fault; so is one of which there is no run; so is one, by the API's, that did not end because it
 * waited for the API. Pure.
 */
export function judgeOwn(
  collections: readonly OwnCollection[],
  { runs, refusal }: { readonly runs: readonly OwnOutcome[]; readonly refusal: string | null },
): OwnJudgement {
  const checks: CheckResult[] = [];
  const faults: OwnCollectionFault[] = [];
  for (const own of callableOf(collections)) {
    const id = `functional/@own/${own.path}`;
    const run = runs.find(({ path }) => path === own.path);
    if (refusal !== null) {
      const reason = `${own.path} was not run: scripts of strangers may not run here, because ${refusal}.`;
      checks.push({ id, state: 'not-run', reason, fault: 'ours' });
    } else if (run === undefined) {
      checks.push({ id, state: 'not-run', reason: `${own.path} was not run.`, fault: 'ours' });
    } else if (hasNotEnded(run.summary) && waitedForApi(run.record) >= slowShare * run.limitMs) {
      const reason = `${own.path} did not run to its end: the API took too long to answer (${run.summary.note ?? 'it was stopped'}).`;
      checks.push({ id, state: 'not-run', reason, fault: 'upstream' });
    } else {
      checks.push({ id, state: 'ran' });
      faults.push(...faultsOfOwnRun(own, { ...run.summary, refused: run.record.refused }));
    }
  }
  return { checks, faults };
}

/** Milliseconds that the calls of a run took, one after the other as a collection makes them. */
function waitedForApi({ exchanges }: GatewayRecord): number {
  return exchanges.reduce((all, { durationMs }) => all + durationMs, 0);
}
