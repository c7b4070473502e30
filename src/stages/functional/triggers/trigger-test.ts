import type { CallTarget } from '../../../runtime/call.js';
import type { Operation } from '../../../runtime/definition.js';
import type { Step } from '../../../runtime/policies/property-path.js';
import type { Case } from '../cases/case.js';
import type { PlannedRequest } from '../request.js';

/** One call that a trigger's test makes beside those of the trigger itself. Its id is the trigger's with something behind it. */
export interface TriggerCall {
  readonly id: string;
  readonly target: CallTarget;
  readonly request: PlannedRequest;
}

/** What makes a trigger fire. */
export interface TriggerEvent {
  readonly call: TriggerCall;
  /** True where the author did not say what causes it, and an operation was found that fits. */
  readonly guessed: boolean;
}

/** How one trigger is tested, decided before anything is sent. */
export interface TriggerTest {
  /** Kind `webhook` or `polling`. Its request subscribes, or polls. */
  readonly planned: Case;
  /** What is called first, because the other calls need values of the answers. */
  readonly before: readonly TriggerCall[];
  /** Never null for a webhook. */
  readonly event: TriggerEvent | null;
  /** For a polling trigger: where its answer has the entries, if a policy says so. */
  readonly dataPath: readonly Step[] | null;
}

/** All of them. */
export interface TriggerPlan {
  readonly tests: readonly TriggerTest[];
  /** Calls of the DELETE operations that end subscriptions. Several triggers may share one. */
  readonly endings: readonly Case[];
  /** By operation, what is kept of its answer for the calls of these tests: variable → JSON pointer. */
  readonly keeps: ReadonlyMap<Operation, ReadonlyMap<string, string>>;
}

/** The cases of a trigger plan: checks like those of the plan itself, but called one by one instead of by a collection. */
export function triggerCases({ tests, endings }: TriggerPlan): Case[] {
  return [...tests.map(({ planned }) => planned), ...endings];
}

/** The id of the call that causes a trigger's event; `turn` 2 is the one after the subscription has ended. */
export function eventCallId(triggerId: string, turn: 1 | 2): string {
  return `${triggerId}-event-${turn}`;
}

/** The id of the n-th call that is made before a trigger's own, from 1. */
export function beforeCallId(triggerId: string, number: number): string {
  return `${triggerId}-before-${number}`;
}

/** The id of the call to an address for which the definition has no operation. */
export function bareEndingId(triggerId: string): string {
  return `${triggerId}-end`;
}
