import type { Fault } from '../../core/problems.js';
import { faultOf } from '../../core/step.js';
import { verdictOf } from '../../core/verdict.js';
import type { Report } from '../../core/verdict.js';
import type { Exchange, FailureReason } from '../../runtime/exchange.js';
import { succeeded } from './judgement.js';
import type { Judgement } from './judgement.js';
import { baseCaseId } from './repeats.js';
import { exchangesOf, triggerExchanges } from './run-suite.js';
import type { RunOutcome } from './run-suite.js';
import type { TriggerRun } from './triggers/trigger-run.js';

/** What a test of a package says beside its report, in numbers. */
export interface Measurement {
  /** Cases of the generated suite for which something was sent; one that was called again counts once. */
  readonly calls: number;
  /** Those of them that were answered as the definition says. */
  readonly goodCalls: number;
  /** The 95th percentile (nearest rank) of the time that an answer took, in whole milliseconds; null where nothing was answered. */
  readonly p95Ms: number | null;
  /** Whose fault it is that the test proved nothing; null where it proved something. */
  readonly fault: Fault | null;
}

/** Measures what was recorded and judged of a test. A call that was not answered counts, as one that was not good. Pure. */
export function measurementOf(
  report: Report,
  {
    runs,
    triggers,
    judgements,
  }: {
    readonly runs: readonly RunOutcome[];
    readonly triggers: readonly TriggerRun[];
    readonly judgements: ReadonlyMap<string, Judgement>;
  },
): Measurement {
  const exchanges = [...exchangesOf(runs), ...triggerExchanges(triggers)].filter(wasSent);
  const called = new Set(exchanges.map(({ caseId }) => baseCaseId(caseId)));
  const calls = [...judgements].filter(([id]) => called.has(id));
  const answered = exchanges.flatMap(({ result, durationMs }) => (result.kind === 'answer' ? [durationMs] : []));
  const verdict = verdictOf(report);
  return {
    calls: calls.length,
    goodCalls: calls.filter(([, judgement]) => succeeded(judgement)).length,
    p95Ms: p95Of(answered),
    fault: verdict === 'inconclusive' ? (faultOf({ verdict, report }) ?? 'ours') : null,
  };
}

/** Why a call was not even tried. */
const unsent: readonly string[] = ['value-missing', 'run-limit', 'stopped'] satisfies FailureReason[];

function wasSent({ result }: Exchange): boolean {
  return result.kind === 'answer' || !unsent.includes(result.reason);
}

function p95Of(durations: readonly number[]): number | null {
  const sorted = [...durations].sort((a, b) => a - b);
  const at = sorted[Math.ceil(0.95 * sorted.length) - 1];
  return at === undefined ? null : Math.round(at);
}
