import { own } from '../../../core/json-value.js';
import type { Operation } from '../../../runtime/definition.js';
import { pointerTo } from '../../../runtime/json.js';
import { redacted } from '../../../runtime/redact.js';
import { parsedBody } from '../answer.js';
import { excerpt } from '../excerpt.js';
import type { FunctionalFault } from '../faults.js';
import { nothingCame } from './judge-preparation.js';
import type { TriggerContext } from './judge-preparation.js';
import type { RecordedNotification, TriggerRun } from './trigger-run.js';
import type { TriggerTest } from './trigger-test.js';

/** What is wrong with the notifications of a webhook: that none came, their content, and that they go on after the end. Pure. */
export function notificationFaults(test: TriggerTest, run: TriggerRun, context: TriggerContext): FunctionalFault[] {
  const { operation } = test.planned.target;
  const faults: FunctionalFault[] = [];
  const came = run.notifications.filter(({ phase }) => phase === 'after-event');
  if (came.length === 0 && test.event !== null) faults.push(nothingCame(operation, test.event));
  for (const notification of run.notifications) {
    if (notification.phase !== 'after-end') faults.push(...contentFaults(operation, notification, context));
  }
  if (run.notifications.some(({ phase }) => phase === 'after-end')) {
    faults.push({
      rule: 'functional-trigger-still-notifies',
      severity: 'error',
      pointer: operation.pointer,
      message: `${operation.operationId} is still notified after its subscription has ended.`,
      fix: 'Let the API forget the address when the subscription is deleted: a flow that was switched off would be called for ever.',
    });
  }
  return faults;
}

/** A notification against `x-ms-notification-content` of the path. */
function contentFaults(
  operation: Operation,
  { method, body }: RecordedNotification,
  { definition, judgeAnswer }: TriggerContext,
): FunctionalFault[] {
  const pointer = pointerTo('', 'paths', operation.path, 'x-ms-notification-content');
  const fault = (message: string, fix: string): FunctionalFault => ({
    rule: 'functional-trigger-content',
    severity: 'error',
    pointer,
    message: `The notification of ${operation.operationId} ${message}.`,
    fix,
  });
  const faults =
    method === 'POST' ? [] : [fault(`comes by ${method}`, 'Let the API send it by POST: flows take nothing else.')];
  const content = own(own(own(definition.document, 'paths'), operation.path), 'x-ms-notification-content');
  const schema = own(content, 'schema');
  if (schema === undefined) {
    const what = 'was not judged: the path has no `x-ms-notification-content` with a schema';
    return [
      ...faults,
      { ...fault(what, 'Say there what a notification holds.'), pointer: operation.pointer, severity: 'warning' },
    ];
  }
  const parsed = parsedBody({ body });
  if (parsed === null) {
    if (Buffer.from(body).includes(redacted)) return faults;
    const what = body.length === 0 ? 'is empty' : 'is not JSON';
    return [...faults, fault(what, `Let the API send what the schema says. Seen: ${excerpt({ body })}`)];
  }
  const { mismatches } = judgeAnswer(schema, pointerTo(pointer, 'schema'), parsed.value, body.length);
  return [
    ...faults,
    ...mismatches.map(({ pointer: at, place, expected, seen }) =>
      fault(
        `differs from its schema: at ${place}: ${expected}`,
        `Make the schema say what the API sends, or correct the API. Seen: ${at === '' ? 'the notification' : at} is ${seen}.`,
      ),
    ),
  ];
}
