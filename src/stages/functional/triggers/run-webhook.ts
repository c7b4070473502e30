import { setTimeout as delay } from 'node:timers/promises';
import type { Callback, CallbackHost, Notification } from '../../../runtime/callback-host.js';
import type { Operation } from '../../../runtime/definition.js';
import type { Exchange } from '../../../runtime/exchange.js';
import { redacted } from '../../../runtime/redact.js';
import type { Redactor } from '../../../runtime/redact.js';
import { isSuccess } from '../cases/case.js';
import { endingOf } from './ending.js';
import type { Ending } from './ending.js';
import { callbackVariables } from './fill.js';
import { openSession } from './session.js';
import type { SuiteGateway } from './session.js';
import { eventCallId } from './trigger-test.js';
import type { TriggerCall, TriggerPlan, TriggerTest } from './trigger-test.js';
import type { NotificationPhase, RecordedNotification, TriggerRun, TriggerWaits } from './trigger-run.js';

/** What the tests of triggers are run with. */
export interface TriggerTools {
  readonly plan: TriggerPlan;
  readonly gateway: SuiteGateway;
  /** Null where nothing can be called back; then no webhook is planned. */
  readonly callbacks: CallbackHost | null;
  readonly waits: TriggerWaits;
}

/** Headers by which an API proves to its subscribers who it is: its credentials are no more ours to keep than the submitter's. */
const confidential = /authorization|cookie|token|secret|signature|key|dpop/i;

/** How long is waited after the subscription has ended for what was under way already, in milliseconds. */
const underWayMs = 200;

/**
 * Subscribes, causes the event, waits for its notification, ends the subscription, and causes the event once more to see that nothing
 * comes. What was subscribed is ended whatever happens, also when `signal` aborts. `runs` gets what was recorded in any case.
 */
export async function runWebhook(
  test: TriggerTest,
  { plan, gateway, callbacks, waits }: TriggerTools,
  runs: TriggerRun[],
  signal: AbortSignal,
): Promise<void> {
  if (callbacks === null) throw new Error('A webhook was planned although nothing can be called back.');
  const callback = callbacks.open();
  const exchanges: Exchange[] = [];
  const marks = { event: Infinity, end: Infinity };
  try {
    const first = await openSession(gateway, plan.keeps, signal);
    let subscribed = false;
    try {
      if (!(await first.callAll(test.before))) return;
      subscribed = isSuccess(await first.call(callOf(test), callbackVariables(callback.url)));
      if (subscribed && test.event !== null) {
        await delay(waits.settleMs, undefined, { signal });
        marks.event = callback.received().length;
        const caused = await first.call(test.event.call);
        if (isSuccess(caused)) await callback.at(marks.event, waits.eventMs, signal);
      }
    } finally {
      exchanges.push(...(await first.close()));
      if (subscribed) exchanges.push(...(await end(test, exchanges, { plan, gateway, waits })));
    }
    marks.end = await silent(test, { plan, gateway, waits, callback, exchanges }, signal);
  } finally {
    callback.close();
    const notifications = callback
      .received()
      .map((one, index) => recorded(one, phaseOf(index, marks), gateway.redactor));
    runs.push({ caseId: test.planned.id, exchanges, notifications });
  }
}

function callOf({ planned: { id, target, request } }: TriggerTest): TriggerCall {
  return { id, target, request };
}

/** Ends the subscription, with a time of its own: the suite's may be over. */
async function end(
  test: TriggerTest,
  exchanges: readonly Exchange[],
  { plan, gateway, waits }: Pick<TriggerTools, 'plan' | 'gateway' | 'waits'>,
): Promise<readonly Exchange[]> {
  const subscribed = exchanges.findLast(({ caseId }) => caseId === test.planned.id);
  if (subscribed === undefined) return [];
  const ending = endingOf(test, subscribed, plan, gateway.definition);
  const call = endingCall(ending, test);
  if (call === null) return [];
  const definition = ending.kind === 'bare' ? { ...gateway.definition, basePath: '' } : gateway.definition;
  const limit = AbortSignal.timeout(waits.endMs);
  const session = await openSession(gateway, plan.keeps, limit, definition);
  try {
    await session.call(call);
  } catch (error) {
    // Time up: the record shows that it was not answered.
    if (!limit.aborted) throw error;
  }
  return session.close();
}

function endingCall(ending: Ending, { planned: { target, request } }: TriggerTest): TriggerCall | null {
  if (ending.kind === 'operation') {
    return { id: ending.ending.id, target: ending.ending.target, request: ending.request };
  }
  if (ending.kind !== 'bare') return null;
  const [path = '', search = ''] = ending.path.split(/\?(.*)/s);
  const operation: Operation = {
    operationId: `DELETE ${target.operation.path}`,
    method: 'delete',
    path: path.replaceAll('{', '%7B').replaceAll('}', '%7D'),
    pointer: target.operation.pointer,
    parameters: [],
    responses: [],
    consumes: [],
    declaration: {},
  };
  const query = [...new URLSearchParams(search)].map(pair => pair.map(encodeURIComponent) as [string, string]);
  return {
    id: ending.id,
    target: { operation, policies: [] },
    request: { ...request, path: operation.path, query, headers: [['accept', 'application/json']], body: null },
  };
}

interface After extends Pick<TriggerTools, 'plan' | 'gateway' | 'waits'> {
  readonly callback: Callback;
  readonly exchanges: Exchange[];
}

/** Causes the event once more, and waits whether that is still told. Gives how many notifications had come before. */
async function silent(
  test: TriggerTest,
  { plan, gateway, waits, callback, exchanges }: After,
  signal: AbortSignal,
): Promise<number> {
  const last = exchanges.at(-1);
  const ended = last?.request.method === 'DELETE' && last.result.kind === 'answer' && isSuccess(last.result);
  if (!ended || test.event === null) return Infinity;
  await delay(underWayMs, undefined, { signal });
  const before = callback.received().length;
  const session = await openSession(gateway, plan.keeps, signal);
  try {
    const event = { ...test.event.call, id: eventCallId(test.planned.id, 2) };
    if (!(await session.callAll(test.before.map(again))) || !isSuccess(await session.call(event))) return Infinity;
    await callback.at(before, waits.silenceMs, signal);
    return before;
  } finally {
    exchanges.push(...(await session.close()));
  }
}

function again(call: TriggerCall): TriggerCall {
  return { ...call, id: `${call.id}-again` };
}

function phaseOf(
  index: number,
  { event, end: ended }: { readonly event: number; readonly end: number },
): NotificationPhase {
  if (index >= ended) return 'after-end';
  return index >= event ? 'after-event' : 'before-event';
}

function recorded(
  { receivedAt, method, headers, body }: Notification,
  phase: NotificationPhase,
  redactor: Redactor,
): RecordedNotification {
  return {
    phase,
    receivedAt,
    method,
    headers: headers.map(([name, value]) => [name, confidential.test(name) ? redacted : redactor.text(value)] as const),
    body: redactor.bytes(body).bytes,
  };
}
