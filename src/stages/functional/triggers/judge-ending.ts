import type { Exchange } from '../../../runtime/exchange.js';
import { isSuccess } from '../cases/case.js';
import { excerpt } from '../excerpt.js';
import type { FunctionalFault } from '../faults.js';
import { endingOf } from './ending.js';
import type { TriggerContext } from './judge-preparation.js';
import type { TriggerRun } from './trigger-run.js';
import type { TriggerTest } from './trigger-test.js';

/** What is wrong with how the subscription was ended, or could not be. Pure. */
export function endFaults(
  test: TriggerTest,
  run: TriggerRun,
  subscribed: Exchange,
  context: TriggerContext,
): FunctionalFault[] {
  const { operation } = test.planned.target;
  const ending = endingOf(test, subscribed, context.plan, context.definition);
  const fault = (severity: FunctionalFault['severity'], message: string, fix: string): FunctionalFault => ({
    rule: 'functional-trigger-unsubscribe',
    severity,
    pointer: operation.pointer,
    message: `${operation.operationId}: ${message}.`,
    fix,
  });
  const answerWith =
    'Answer a subscription with 201 and a Location header: a flow that is switched off sends DELETE there.';
  const faults: FunctionalFault[] = [];
  if (ending.kind === 'none') {
    return [
      fault('error', 'the subscription cannot be ended: its answer has no Location, and it is still there', answerWith),
    ];
  }
  if (ending.kind === 'foreign') {
    return [
      fault(
        'error',
        'the subscription cannot be ended: its Location leads away from the API, and it is still there',
        `${answerWith} The Location was: ${excerpt({ body: Buffer.from(ending.location) })}`,
      ),
    ];
  }
  if (ending.kind === 'operation' && !ending.told) {
    const name = ending.ending.target.operation.operationId;
    faults.push(
      fault(
        'error',
        `its answer has no Location, so that no flow can end the subscription; ${name} was called by the id in the body`,
        answerWith,
      ),
    );
  }
  if (ending.kind === 'bare') {
    const what = 'the Location of its subscription fits no DELETE operation of the definition';
    faults.push(
      fault('warning', what, 'Declare the operation that ends a subscription, with `x-ms-visibility: internal`.'),
    );
  }
  const id = ending.kind === 'bare' ? ending.id : ending.ending.id;
  const last = run.exchanges.findLast(({ caseId }) => caseId === id);
  const answer = last?.answered ?? last?.result;
  if (answer?.kind === 'answer' && isSuccess(answer)) return faults;
  const said = answer?.kind === 'answer' ? `was answered ${answer.status}` : 'was not answered';
  const shown = answer?.kind === 'answer' ? excerpt(answer) : (answer?.text ?? 'nothing');
  return [
    ...faults,
    fault(
      'error',
      `DELETE of its subscription ${said}, and it is still there`,
      `Let DELETE of what the Location names end the subscription. Seen: ${shown}`,
    ),
  ];
}
