import type { Definition, Operation } from '../../../runtime/definition.js';
import { isSuccess } from '../cases/case.js';
import { judgeFailure } from '../cases/success.js';
import { excerpt } from '../excerpt.js';
import type { FunctionalFault } from '../faults.js';
import { blocked, dependent, notRun, succeeded } from '../judgement.js';
import type { JudgeContext, Judgement } from '../judgement.js';
import type { TriggerRun } from './trigger-run.js';
import type { TriggerPlan, TriggerTest } from './trigger-test.js';

/** What a trigger's test is judged with. */
export interface TriggerContext extends JudgeContext {
  readonly definition: Definition;
  readonly plan: TriggerPlan;
}

/**
 * Judges the calls beside those of the trigger itself: what had to be there before, and what causes the event. Null when all that were made
 * succeeded. Pure.
 */
export function judgePreparation(test: TriggerTest, run: TriggerRun, context: TriggerContext): Judgement | null {
  const event = test.event === null ? [] : [test.event.call];
  for (const { id, target } of [...test.before, ...event]) {
    const exchange = run.exchanges.findLast(({ caseId }) => caseId === id);
    if (exchange === undefined) continue;
    const answer = exchange.answered ?? exchange.result;
    if (answer.kind === 'answer' && isSuccess(answer)) continue;
    const { operation } = target;
    const settled = context.settled.get(operation);
    // One fault is told once: with the operation that has it.
    if (settled !== undefined && !succeeded(settled)) return dependent(test.planned, operation, settled);
    if (answer.kind === 'failure') return judgeFailure(test.planned, answer, context.settled);
    const { operationId } = test.planned.target.operation;
    if (answer.status === 429 || answer.status >= 500) {
      return notRun(
        test.planned,
        `${operationId}: ${operation.operationId}, which its test needs, was answered ${answer.status}`,
        'upstream',
      );
    }
    return blocked(test.planned, {
      rule: 'functional-trigger-event',
      severity: 'error',
      pointer: test.planned.pointer,
      message: `${operationId} could not be tested: ${operation.operationId}, which its test needs, answered ${answer.status} when it was called once more.`,
      fix: `Name under \`$events\` in tests/values.json what causes its event, with values that can be sent more than once. The answer was: ${excerpt(answer)}`,
    });
  }
  return null;
}

/** Says that an event was caused, and that nothing came of it. */
export function nothingCame(
  { operationId, pointer }: Operation,
  { call, guessed }: NonNullable<TriggerTest['event']>,
  what = 'no notification came',
): FunctionalFault {
  const cause = call.target.operation.operationId;
  const doubt = guessed
    ? ` That ${cause} causes the event was taken from its name: if another operation does, name it under \`$events\` in tests/values.json, or write \`false\` where none does.`
    : '';
  return {
    rule: 'functional-trigger-silent',
    severity: 'error',
    pointer,
    message: `${operationId}: ${what} after ${cause} had caused its event.`,
    fix: `Make the API tell its subscribers of the event; flows that wait for it would never start.${doubt}`,
  };
}
