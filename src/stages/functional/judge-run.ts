import { inOrder } from '../../core/finding.js';
import type { Finding } from '../../core/finding.js';
import type { JsonText } from '../../core/json-text.js';
import type { CheckResult } from '../../core/verdict.js';
import type { Definition } from '../../runtime/definition.js';
import { cleanupFaults } from './cleanup.js';
import type { Leftover } from './cleanup.js';
import { coverageOf } from './coverage.js';
import type { Coverage, OwnCalls } from './coverage.js';
import { findingsOf, ownCollectionFindings, testValuesFindings } from './faults.js';
import type { OwnJudgement } from './judge-own.js';
import { judgeSuite } from './judge-suite.js';
import type { JudgeContext, Judgement } from './judgement.js';
import type { OwnCollections } from './own-collections/read.js';
import type { Plan } from './plan.js';
import { checksOf, checksOfPlan, distinct, faultsOfPlan } from './report.js';
import { exchangesOf, triggerExchanges } from './run-suite.js';
import type { RunOutcome } from './run-suite.js';
import type { ViewSchema } from './schema-view.js';
import { measureStrength, strengthFault } from './strength.js';
import type { Strength, StrengthInput } from './strength.js';
import type { TestValues } from './test-values.js';
import { judgeTriggers } from './triggers/judge-triggers.js';
import type { TriggerRun } from './triggers/trigger-run.js';

/** Everything that a run is judged by: the package, the plan, and what was recorded. */
export interface RunToJudge {
  /** The package's. */
  readonly digest: string;
  /** The text of the definition, for the places of findings. */
  readonly json: JsonText;
  readonly definition: Definition;
  readonly view: ViewSchema;
  readonly values: TestValues;
  readonly ownCollections: OwnCollections;
  readonly plan: Plan;
  readonly runs: readonly RunOutcome[];
  /** What the tests of triggers left, as {@link judgeTriggers} takes it. */
  readonly triggers: readonly TriggerRun[];
  /** Null when they were not reached. */
  readonly own: (OwnJudgement & { readonly runs: readonly OwnCalls[] }) | null;
  readonly leftovers: readonly Leftover[];
  readonly judging: Pick<JudgeContext, 'document' | 'judgeAnswer'>;
  readonly strength: Pick<StrengthInput, 'clock' | 'exactly'>;
}

/** What was found, and what that is worth. */
export interface JudgedRun {
  readonly checks: readonly CheckResult[];
  readonly findings: readonly Finding[];
  readonly coverage: Coverage;
  readonly strength: Strength;
  /** What was found of each case, by its id. */
  readonly judgements: ReadonlyMap<string, Judgement>;
}

/**
 * Judges a whole run by what was recorded of it. The stage judges a run that has just ended with this, and a replay one of long ago: given
 * the same record, both find the same. Calls nothing.
 */
export async function judgeRun(run: RunToJudge): Promise<JudgedRun> {
  const { digest, json, definition, view, values, ownCollections, plan, runs, own, leftovers } = run;
  const judged = await judgeSuite(plan.cases, runs, run.judging);
  const { context } = judged;
  const triggers = judgeTriggers(plan.triggers, run.triggers, definition, context);
  const judgements = new Map([...judged.judgements, ...triggers.judgements]);
  const exchanges = [...exchangesOf(runs), ...triggerExchanges(run.triggers)];
  const coverage = coverageOf({ definition, view, plan, exchanges, own: own?.runs ?? [], judgements });
  const strength = await measureStrength({
    digest,
    cases: plan.cases,
    exchangesOf: judged.exchangesOf,
    judgements,
    context,
    view,
    ...run.strength,
  });
  const faults = distinct([
    ...[...judgements.values()].flatMap(judgement => judgement.faults),
    ...triggers.faults,
    ...faultsOfPlan(plan),
    ...cleanupFaults(leftovers),
    ...strengthFault(strength),
  ]);
  return {
    checks: [...checksOf(judgements.values()), ...checksOfPlan(plan), ...(own?.checks ?? [])],
    findings: inOrder([
      ...findingsOf(faults, json, definition.operations),
      ...testValuesFindings(values.faults),
      ...ownCollectionFindings([...ownCollections.faults, ...(own?.faults ?? [])]),
    ]),
    coverage,
    strength,
    judgements,
  };
}
