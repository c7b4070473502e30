import { urlOf } from '../../../core/url.js';
import type { Definition, Operation } from '../../../runtime/definition.js';
import type { Exchange } from '../../../runtime/exchange.js';
import { matchesPath } from '../../../runtime/path-match.js';
import { redacted } from '../../../runtime/redact.js';
import { parsedBody } from '../answer.js';
import type { Case } from '../cases/case.js';
import type { PlannedRequest } from '../request.js';
import { filledIn, isFilledIn, variablesOf } from './fill.js';
import { bareEndingId } from './trigger-test.js';
import type { TriggerPlan, TriggerTest } from './trigger-test.js';

/** How a subscription is ended. */
export type Ending =
  /** By an operation of the connector. `told`: the answer's Location leads to it. */
  | { readonly kind: 'operation'; readonly ending: Case; readonly request: PlannedRequest; readonly told: boolean }
  /** By the Location, for which the definition has no operation. Base path and path, with the query. */
  | { readonly kind: 'bare'; readonly id: string; readonly path: string }
  /** The Location is not on the API's host, or is no address at all. */
  | { readonly kind: 'foreign'; readonly location: string }
  /** No Location, and no operation that takes the subscription's id. */
  | { readonly kind: 'none' };

/**
 * How a subscription is ended, by the answer to it: by its Location (on the API's own host, and by the connector's DELETE operation for
 * it where there is one), else by the DELETE operation of the same path. By nothing else. Pure.
 */
export function endingOf(test: TriggerTest, subscribed: Exchange, plan: TriggerPlan, definition: Definition): Ending {
  const answer = subscribed.answered ?? subscribed.result;
  if (answer.kind !== 'answer') return { kind: 'none' };
  const { operation } = test.planned.target;
  const [, location] = answer.headers.find(([name]) => name === 'location') ?? [];
  if (location === undefined || location.includes(redacted)) {
    const found = withoutLocation(operation, parsedBody(answer)?.value, plan);
    return found ?? { kind: 'none' };
  }
  const url = urlOf(location, subscribed.request.url);
  const named = definition.host === null ? null : urlOf(`${definition.scheme}://${definition.host}`)?.origin;
  const own = [urlOf(subscribed.request.url)?.origin, urlOf(subscribed.connectedTo)?.origin];
  if (url === null || !own.includes(url.origin)) return { kind: 'foreign', location };
  const below = url.pathname.startsWith(`${definition.basePath}/`)
    ? url.pathname.slice(definition.basePath.length)
    : null;
  const ending = plan.endings.find(({ target }) => below !== null && matchesPath(target.operation.path, below));
  if (ending !== undefined) {
    const query = [...new URLSearchParams(url.search)].map(pair => pair.map(encodeURIComponent) as [string, string]);
    return { kind: 'operation', ending, request: { ...ending.request, path: url.pathname, query }, told: true };
  }
  // A policy may have led the call to another host than the definition's; what has no operation has no policy either.
  if (named !== own[0] && named !== own[1]) return { kind: 'foreign', location };
  return { kind: 'bare', id: bareEndingId(test.planned.id), path: url.pathname + url.search };
}

function withoutLocation(subscribe: Operation, answer: unknown, plan: TriggerPlan): Ending | null {
  const variables = variablesOf(subscribe, answer, plan.keeps);
  for (const ending of plan.endings) {
    const { path } = ending.target.operation;
    const shape = path.replace(/\{[^{}]*\}$/, '{}');
    if (path !== subscribe.path && shape !== `${subscribe.path.replace(/\/+$/, '')}/{}`) continue;
    const request = filledIn(ending.request, variables);
    // Without a value of the answer for it, the id would be made up.
    const madeUp = ending.needs.length === 0 && path !== subscribe.path;
    if (isFilledIn(request) && !madeUp) return { kind: 'operation', ending, request, told: false };
  }
  return null;
}
