import type { Operation } from '../../../runtime/definition.js';
import { isSuccess } from '../cases/case.js';
import { judgeSuccess } from '../cases/success.js';
import type { FunctionalFault } from '../faults.js';
import { notRun, ran } from '../judgement.js';
import type { Judgement } from '../judgement.js';
import { endFaults } from './judge-ending.js';
import { notificationFaults } from './judge-notification.js';
import { judgePreparation } from './judge-preparation.js';
import type { TriggerContext } from './judge-preparation.js';
import type { TriggerRun } from './trigger-run.js';
import type { TriggerTest } from './trigger-test.js';

/**
 * Judges a webhook by what was recorded: whether it can be subscribed to, whether its event is told as the definition says, whether the
 * subscription can be ended, and whether it is quiet then. `run` undefined: it was not reached. Pure.
 */
export function judgeWebhook(test: TriggerTest, run: TriggerRun | undefined, context: TriggerContext): Judgement {
  const { planned } = test;
  const { operation } = planned.target;
  const subscribed = run?.exchanges.findLast(({ caseId }) => caseId === planned.id);
  const prepared = run === undefined ? null : judgePreparation(test, run, context);
  if (run === undefined || subscribed === undefined) {
    return prepared ?? notRun(planned, context.notCalled.reason, context.notCalled.fault);
  }
  const subscription = judgeSuccess(planned, subscribed, context);
  const answer = subscribed.answered ?? subscribed.result;
  if (answer.kind === 'failure') return subscription;
  if (!isSuccess(answer))
    return { ...subscription, faults: subscription.faults.map(fault => refusalOf(fault, operation)) };
  const ended = endFaults(test, run, subscribed, context);
  if (subscription.check.state === 'not-run') return { ...subscription, faults: [...subscription.faults, ...ended] };
  const found = [...subscription.faults, ...ended];
  if (prepared !== null) return { check: prepared.check, faults: [...prepared.faults, ...found] };
  return { check: ran(planned), faults: [...found, ...notificationFaults(test, run, context)] };
}

/** The fault of an answer other than 2xx, told as what it is for a webhook. */
function refusalOf(fault: FunctionalFault, { operationId }: Operation): FunctionalFault {
  if (fault.rule !== 'functional-operation-2xx') return fault;
  const message = `${operationId} refuses the subscription: ${fault.message}`;
  return { ...fault, rule: 'functional-trigger-refused', message };
}
