import type { Definition, Operation } from '../../../runtime/definition.js';
import type { Case } from '../cases/case.js';
import type { FunctionalFault } from '../faults.js';
import { judgeCase } from '../judge.js';
import { dependent, succeeded } from '../judgement.js';
import type { JudgeContext, Judgement } from '../judgement.js';
import { judgePolling } from './judge-polling.js';
import { judgeWebhook } from './judge-webhook.js';
import type { TriggerPlan } from './trigger-test.js';
import type { TriggerRun } from './trigger-run.js';

/** What was found of the triggers. */
export interface TriggerJudgements {
  /** By case id. */
  readonly judgements: ReadonlyMap<string, Judgement>;
  /** Of operations that no check stands for. */
  readonly faults: readonly FunctionalFault[];
}

/**
 * Judges the triggers of a plan, and the operations that end subscriptions, by what was recorded. `context` is what the suite's own cases
 * came to. Pure.
 */
export function judgeTriggers(
  plan: TriggerPlan,
  runs: readonly TriggerRun[],
  definition: Definition,
  context: JudgeContext,
): TriggerJudgements {
  const judgements = new Map<string, Judgement>();
  const settled = new Map<Operation, Judgement>(context.settled);
  for (const test of plan.tests) {
    const { planned } = test;
    const run = runs.find(({ caseId }) => caseId === planned.id);
    const { operationId } = planned.target.operation;
    const notCalled = {
      reason: `${operationId} was not tested as a trigger: the run ended before it.`,
      fault: 'ours',
    } as const;
    const judge = planned.kind === 'webhook' ? judgeWebhook : judgePolling;
    const judgement = judge(test, run, { ...context, notCalled, definition, plan });
    judgements.set(planned.id, judgement);
    if (planned.kind === 'webhook') settled.set(planned.target.operation, judgement);
  }
  const faults: FunctionalFault[] = [];
  const exchanges = runs.flatMap(run => run.exchanges);
  const webhooks = plan.tests.flatMap(({ planned }) => (planned.kind === 'webhook' ? [planned.target.operation] : []));
  for (const ending of plan.endings) {
    const called = exchanges.filter(({ caseId }) => caseId === ending.id);
    const failed = webhooks.find(webhook => !succeeded(settled.get(webhook)));
    if (called.length > 0) judgements.set(ending.id, judgeCase(ending, called, { ...context, settled }));
    else if (failed !== undefined) judgements.set(ending.id, dependent(ending, failed, settled.get(failed)));
    else faults.push(unused(ending));
  }
  return { judgements, faults };
}

function unused({ target: { operation } }: Case): FunctionalFault {
  return {
    rule: 'functional-operation-untested',
    severity: 'warning',
    pointer: operation.pointer,
    message: `${operation.operationId} was not tested: no subscription that was made is ended by it.`,
    fix: 'Give the value of its id in tests/values.json, or show the reviewer in another way that it works. It is not counted as tested.',
  };
}
