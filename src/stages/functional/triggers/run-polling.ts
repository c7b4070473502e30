import { setTimeout as delay } from 'node:timers/promises';
import { urlOf } from '../../../core/url.js';
import type { Exchange } from '../../../runtime/exchange.js';
import { isSuccess } from '../cases/case.js';
import type { Called } from './call-operation.js';
import type { TriggerTools } from './run-webhook.js';
import { openSession } from './session.js';
import type { Session } from './session.js';
import type { TriggerCall, TriggerTest } from './trigger-test.js';
import type { TriggerRun } from './trigger-run.js';

/** Between polls that wait for the entry of an event: each wait is twice the one before. */
const firstPauseMs = 250;

/**
 * Polls, causes the event where something can, and polls again until there is something new or the time is up; then once more. What one
 * poll carries to the next is the connector's matter (policy `pollingtrigger`), or the API's: an answer's Location is where the next poll
 * goes, as long as it stays on the operation's path. `runs` gets what was recorded in any case.
 */
export async function runPolling(
  test: TriggerTest,
  { plan, gateway, waits }: TriggerTools,
  runs: TriggerRun[],
  signal: AbortSignal,
): Promise<void> {
  const exchanges: Exchange[] = [];
  const session = await openSession(gateway, plan.keeps, signal);
  try {
    await poll(test, session, waits.eventMs, signal);
  } finally {
    exchanges.push(...(await session.close()));
    runs.push({ caseId: test.planned.id, exchanges, notifications: [] });
  }
}

async function poll(test: TriggerTest, session: Session, eventMs: number, signal: AbortSignal): Promise<void> {
  if (!(await session.callAll(test.before))) return;
  const { id, target, request } = test.planned;
  let next: TriggerCall = { id, target, request };
  const once = async (): Promise<Called> => {
    const called = await session.call(next);
    next = { ...next, request: followed(next.request, called.location) };
    return called;
  };
  if (!isSuccess(await once())) return;
  if (test.event === null) {
    await once();
    return;
  }
  if (!isSuccess(await session.call(test.event.call))) return;
  const until = performance.now() + eventMs;
  for (let pauseMs = firstPauseMs; ; pauseMs *= 2) {
    const called = await once();
    if (!isSuccess(called)) return;
    if (hasSomething(called)) break;
    if (performance.now() + pauseMs > until) return;
    await delay(pauseMs, undefined, { signal });
  }
  // What has started flows once must not do so again.
  await once();
}

/** True for an answer with something in it. Whether it is new is judged by what was recorded. */
function hasSomething({ status, json }: Called): boolean {
  if (status === 202 || json === undefined || json === null) return false;
  const lists = (Array.isArray(json) ? [json] : Object.values(json)).filter(member => Array.isArray(member));
  return lists.length === 0 || lists.some(list => list.length > 0);
}

/** The next poll's request: the same with the query of the Location, where that stays on its path. */
function followed(request: TriggerCall['request'], location: string | null): TriggerCall['request'] {
  const url = location === null ? null : urlOf(location, `http://connector.invalid${request.path}`);
  if (url?.pathname !== request.path || url.search === '') return request;
  const query = url.search
    .slice(1)
    .split('&')
    .map(pair => {
      const [name = '', ...value] = pair.split('=');
      return [name, value.join('=')] as const;
    });
  return { ...request, query };
}
