import type { CallTarget } from '../../../runtime/call.js';
import type { Definition, Operation } from '../../../runtime/definition.js';
import { own } from '../../../core/json-value.js';
import { readPropertyPath } from '../../../runtime/policies/property-path.js';
import type { Case } from '../cases/case.js';
import type { Chain } from '../chains.js';
import type { PlannedRequest, RequestChange } from '../request.js';
import { createRequestWriter } from '../request-writer.js';
import type { RequestWriter } from '../request-writer.js';
import type { ViewSchema } from '../schema-view.js';
import { collectionBefore } from '../sources.js';
import type { TestValues } from '../test-values.js';
import { callbackPlaceOf, withCallback } from './callback-place.js';
import type { CallbackPlace } from './callback-place.js';
import { fittingEvent } from './choose-event.js';
import { beforeCallId, eventCallId } from './trigger-test.js';
import type { TriggerCall, TriggerEvent, TriggerPlan, TriggerTest } from './trigger-test.js';

/** Triggers that one run tests. The largest published connector has 31. */
const mostTriggers = 40;
/** Calls that are made before one trigger's own. */
const mostBefore = 8;

export interface TriggerPlanInput {
  readonly definition: Definition;
  readonly values: TestValues;
  readonly view: ViewSchema;
  readonly day: string;
  /** Operations that can be called, webhooks included, in the order of the definition. */
  readonly targets: ReadonlyMap<Operation, CallTarget>;
  /** Those of them that ask where they are to be called back, and those that are asked again and again. */
  readonly webhooks: readonly Operation[];
  readonly polling: readonly Operation[];
  /** DELETE operations that end subscriptions; see {@link endingsOf}. */
  readonly endings: readonly Operation[];
  readonly chains: readonly Chain[];
  /** Why nothing can be called back, as the end of a sentence; null when it can. */
  readonly noCallbacks: string | null;
  /** Where a policy says that the answer of an operation has its entries, as it is written; null where none does. */
  readonly triggerDataPath: (operation: Operation) => string | null;
}

/** What is tested of the triggers, and what is not. */
export interface PlannedTriggers {
  readonly plan: TriggerPlan;
  readonly untestable: readonly { readonly operation: Operation; readonly reason: string }[];
  readonly valueless: readonly { readonly operation: Operation; readonly reason: string }[];
}

/**
 * The DELETE operations that end a subscription of one of these webhooks, and are called for nothing else: on the path of the webhook, with
 * an id behind it, or with an id behind the beginning of it (`/hooks/{id}` for `/hooks/new-order`). One that the author gives a value for
 * is called like any other. Pure.
 */
export function endingsOf(
  webhooks: readonly Operation[],
  operations: readonly Operation[],
  values: TestValues,
): Operation[] {
  return operations.filter(operation => {
    if (operation.method !== 'delete') return false;
    const ids = operation.parameters.filter(({ in: place }) => place === 'path');
    if (ids.some(id => values.valueFor(operation, id) !== undefined)) return false;
    const last = ids.at(-1);
    const collection =
      last && operation.path.endsWith(`/{${last.name}}`) ? collectionBefore(operation.path, last.name) : null;
    return webhooks.some(
      ({ path }) =>
        operation.path === path || (collection !== null && (path === collection || path.startsWith(`${collection}/`))),
    );
  });
}

/** Plans the tests of the triggers. Deterministic and pure. `firstId` is the number of the first case. */
export function planTriggers(input: TriggerPlanInput, firstId: number): PlannedTriggers {
  const { definition, values, view, day, targets, webhooks, polling, noCallbacks } = input;
  const writer = createRequestWriter({ definition, operations: [...targets.keys()], values, view, day });
  const tests: TriggerTest[] = [];
  const untestable: { operation: Operation; reason: string }[] = [];
  const valueless: { operation: Operation; reason: string }[] = [];
  for (const operation of [...webhooks, ...polling]) {
    const id = `case-${firstId + tests.length}`;
    const place = callbackPlaceOf(operation, view);
    if (place !== null && noCallbacks !== null) untestable.push({ operation, reason: noCallbacks });
    else if (tests.length >= mostTriggers) {
      if (place !== null) untestable.push({ operation, reason: `one run tests at most ${mostTriggers} triggers` });
    } else {
      const made = testOf(id, operation, place, writer, input);
      if (made.kind === 'test') tests.push(made.test);
      else if (place !== null) (made.kind === 'valueless' ? valueless : untestable).push(made);
    }
  }
  const tested = new Set(tests.map(({ planned }) => planned.target.operation));
  const hooked = webhooks.filter(operation => tested.has(operation));
  const served = endingsOf(hooked, input.endings, values);
  const endings = served.flatMap((operation, index): Case[] => {
    const target = targets.get(operation);
    const { filled, needs } = writer.write(operation);
    if (target === undefined || filled.kind === 'valueless') return [];
    const { pointer } = operation;
    const id = `case-${firstId + tests.length + index}`;
    const about = '';
    return [{ id, kind: 'success', target, about, pointer, request: filled.request, needs, keeps: new Map() }];
  });
  for (const operation of input.endings) {
    if (endings.some(({ target }) => target.operation === operation)) continue;
    untestable.push({ operation, reason: 'it ends a subscription, and none can be made' });
  }
  return { plan: { tests, endings, keeps: writer.keeps }, untestable, valueless };
}

type Made =
  | { readonly kind: 'test'; readonly test: TriggerTest }
  | { readonly kind: 'untestable' | 'valueless'; readonly operation: Operation; readonly reason: string };

function testOf(
  id: string,
  operation: Operation,
  place: CallbackPlace | null,
  writer: RequestWriter,
  input: TriggerPlanInput,
): Made {
  const target = input.targets.get(operation);
  if (target === undefined) return { kind: 'untestable', operation, reason: 'it cannot be called' };
  const { filled, needs } = place === null ? writer.write(operation) : withAddress(operation, place, writer);
  if (filled.kind === 'valueless') return { kind: 'valueless', operation, reason: filled.reason };
  const chosen = eventOf(id, operation, writer, input);
  if (place !== null && chosen.event === null) return { kind: 'untestable', operation, reason: chosen.reason };
  const before = beforeCalls(id, [...needs, ...chosen.needs], writer, input.targets);
  if (before === null) {
    return { kind: 'untestable', operation, reason: 'what has to be called before it cannot be called' };
  }
  const planned: Case = {
    id,
    kind: place === null ? 'polling' : 'webhook',
    target,
    request: filled.request,
    needs,
    keeps: new Map(),
    about: place === null ? 'as a trigger' : '',
    pointer: operation.pointer,
  };
  const path = input.triggerDataPath(operation);
  const dataPath = path === null ? null : (readPropertyPath(path)?.steps ?? null);
  return { kind: 'test', test: { planned, before, event: chosen.event, dataPath } };
}

/** The request that subscribes, with a place for the address of the callback. */
function withAddress(operation: Operation, { parameter, steps }: CallbackPlace, writer: RequestWriter) {
  const inBody = steps.length > 0;
  const change: RequestChange = inBody
    ? { body: value => withCallback(value, steps) }
    : { replace: new Map([[parameter, withCallback(undefined, [])]]) };
  const written = writer.write(operation, change);
  if (written.filled.kind === 'valueless') return written;
  // The change is ours, and spoils nothing.
  const request: PlannedRequest = {
    ...written.filled.request,
    origins: { ...written.filled.request.origins, [parameter.name]: 'generated' },
  };
  return { ...written, filled: { ...written.filled, request } };
}

interface ChosenEvent {
  readonly event: TriggerEvent | null;
  readonly needs: readonly Operation[];
  /** Why there is no event. */
  readonly reason: string;
}

function eventOf(
  id: string,
  trigger: Operation,
  writer: RequestWriter,
  { values, chains, definition, targets }: TriggerPlanInput,
): ChosenEvent {
  const none = (reason: string): ChosenEvent => ({ event: null, needs: [], reason });
  const given = values.eventOf(trigger);
  if (given === 'none') return none('tests/values.json says that nothing here causes its event');
  const operation =
    given === null
      ? fittingEvent(trigger, chains, definition)
      : [...targets.keys()].find(({ operationId }) => operationId === given.operationId);
  const target = operation ? targets.get(operation) : undefined;
  if (!operation || target === undefined) {
    return none('no operation is known that causes its event; name it under `$events` in tests/values.json');
  }
  const written = writer.write(operation, {}, ({ name, in: place }) =>
    given === null ? undefined : own(given.values, place === 'body' ? 'body' : name),
  );
  if (written.filled.kind === 'valueless') {
    return none(`\`${operation.operationId}\`, which causes its event, has no value for ${written.filled.reason}`);
  }
  const call = { id: eventCallId(id, 1), target, request: written.filled.request };
  return { event: { call, guessed: given === null }, needs: written.needs, reason: '' };
}

/** The calls whose answers have the values that are needed, each after what it needs itself. Null when one of them cannot be made. */
function beforeCalls(
  id: string,
  needs: readonly Operation[],
  writer: RequestWriter,
  targets: ReadonlyMap<Operation, CallTarget>,
): TriggerCall[] | null {
  const calls: TriggerCall[] = [];
  const known = new Set<Operation>();
  const add = (operation: Operation): boolean => {
    if (known.has(operation)) return true;
    known.add(operation);
    const target = targets.get(operation);
    const { filled, needs: deeper } = writer.write(operation);
    if (target === undefined || filled.kind === 'valueless' || known.size > mostBefore) return false;
    if (!deeper.every(add)) return false;
    calls.push({ id: beforeCallId(id, calls.length + 1), target, request: filled.request });
    return true;
  };
  return needs.every(add) ? calls : null;
}
