import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Exchange } from '../../runtime/exchange.js';
import { openGateway } from '../../runtime/gateway.js';
import type { GatewayLimits, GatewayOptions, GatewayRecord } from '../../runtime/gateway.js';
import type { Case } from './cases/case.js';
import { mostPages } from './cases/paging.js';
import { leftoversOf, planCleanup } from './cleanup.js';
import type { Leftover } from './cleanup.js';
import { collectionOf } from './collection.js';
import type { Collection } from './collection.js';
import { earlierValues } from './earlier-values.js';
import type { CollectionRunner, RunLimits, RunSummary } from './collection-runner.js';
import { gatewayLimits } from './gateway-limits.js';
import type { OwnRuns } from './run-own.js';
import { isClosing } from './plan.js';
import type { Planned } from './plan.js';
import { runTriggers } from './triggers/run-triggers.js';
import type { TriggerTools } from './triggers/run-webhook.js';
import type { TriggerRun } from './triggers/trigger-run.js';

/** The collections of one suite: everything but what deletes; what is called again and what deletes; what cleans up. */
export type RunName = 'main' | 'closing' | 'cleanup';

/** One collection, and what came of it. */
export interface Run {
  readonly name: RunName;
  readonly collection: Collection;
  /** Null when the runner threw. */
  readonly summary: RunSummary | null;
  readonly record: GatewayRecord;
}

/** What is judged of a run. */
export type RunOutcome = Omit<Run, 'collection'>;

/** Everything that was run. */
export interface SuiteRun {
  readonly runs: readonly Run[];
  /** Of each trigger that was reached. */
  readonly triggers: readonly TriggerRun[];
  /** Null when they were not reached. */
  readonly own: OwnRuns | null;
  readonly leftovers: readonly Leftover[];
}

export interface SuiteInput {
  /**
   * Runs what the submitter brought along, once the generated collections have run. `recorded` is given what each of them called, also
   * when they end by throwing.
   */
  readonly runOwn: (signal: AbortSignal, recorded: (exchanges: readonly Exchange[]) => void) => Promise<OwnRuns>;
  readonly planned: Planned;
  /** Names the collections. */
  readonly title: string;
  readonly newman: CollectionRunner;
  /** What every gateway is opened with. */
  readonly gateway: Pick<GatewayOptions, 'definition' | 'signIn' | 'redactor' | 'egress' | 'now'>;
  readonly limits: { readonly run: RunLimits; readonly gateway?: GatewayLimits };
  /** What triggers are tested with beside the gateway. */
  readonly triggers: Pick<TriggerTools, 'callbacks' | 'waits'>;
  /** What is called again, by what was recorded of the main collection; null when the rest is not worth calling. */
  readonly again: (main: Run) => Promise<readonly Case[] | null>;
  /** Told what stays behind when the suite ends by throwing. */
  readonly abandoned: (leftovers: readonly Leftover[]) => void;
}

/** The second collection is small, and nobody waits for the third for long: the work may have been taken from us already. */
const closingMs = 180_000;
const cleanupMs = 20_000;

/**
 * Runs the collections of a plan one after the other. Whatever happens, also when `signal` aborts or the runner throws, what was created
 * is cleaned up as far as that is possible in {@link cleanupMs}; then what was thrown is thrown on.
 */
export async function runSuite(input: SuiteInput, signal: AbortSignal): Promise<SuiteRun> {
  const { planned, newman, limits } = input;
  const { cases } = planned.plan;
  const runs: Run[] = [];
  const triggers: TriggerRun[] = [];
  const closing = cases.filter(isClosing);
  let completed = false;
  const more: Exchange[] = [];
  let own: OwnRuns | null;
  try {
    const main = cases.filter(one => !isClosing(one));
    if (main.length > 0) {
      // Newman takes more than a second to load, which the first collection hides.
      if (closing.length > 0) void nextTurn().then(() => newman.warm?.());
      await runCollection({ name: 'main', cases: main, limits: limits.run }, input, runs, signal);
    }
    const [first] = runs;
    const again = first === undefined ? [] : await input.again(first);
    const second = again === null ? [] : [...again, ...closing];
    if (second.length > 0) {
      const shorter = { ...limits.run, totalMs: Math.min(limits.run.totalMs, closingMs) };
      await runCollection({ name: 'closing', cases: second, limits: shorter }, input, runs, signal);
    }
    if (again !== null) {
      // After what deletes: what a trigger's test creates may have a name that only one thing can have.
      const tools = { plan: planned.plan.triggers, gateway: input.gateway, ...input.triggers };
      await runTriggers(tools, triggers, signal);
    }
    own = again === null ? null : await input.runOwn(signal, exchanges => more.push(...exchanges));
    completed = true;
  } finally {
    if (!completed) {
      const leftovers = await cleanUp(input, runs, [...triggerExchanges(triggers), ...more]);
      if (leftovers.length > 0) input.abandoned(leftovers);
    }
  }
  const leftovers = await cleanUp(input, runs, [...triggerExchanges(triggers), ...more]);
  return { runs, triggers, own, leftovers };
}

/** Every exchange of these runs, in the order in which they were made. */
export function exchangesOf(runs: readonly RunOutcome[]): Exchange[] {
  return runs.flatMap(({ record }) => record.exchanges);
}

/** Every exchange of the tests of triggers, in the order in which they were made. */
export function triggerExchanges(triggers: readonly TriggerRun[]): Exchange[] {
  return triggers.flatMap(({ exchanges }) => exchanges);
}

function cleanupInput(planned: Planned, exchanges: readonly Exchange[]) {
  return { ...planned, exchanges };
}

/** What these runs left behind, worked out once more by what was recorded of them and (`more`) of own collections. Pure. */
export function leftoversBehind(
  planned: Planned,
  runs: readonly RunOutcome[],
  more: readonly Exchange[],
): readonly Leftover[] {
  const before = runs.filter(({ name }) => name !== 'cleanup');
  const cleanup = planCleanup(cleanupInput(planned, [...exchangesOf(before), ...more]));
  return leftoversOf(cleanup, exchangesOf(runs));
}

/** Removes what is there by the record (`more`: what own collections did), and gives what stays. Never rejects: that must not hide why the suite ended. */
async function cleanUp(input: SuiteInput, runs: Run[], more: readonly Exchange[]): Promise<Leftover[]> {
  const cleanup = planCleanup(cleanupInput(input.planned, [...exchangesOf(runs), ...more]));
  if (cleanup.cases.length > 0) {
    const { run } = input.limits;
    const limits = { ...run, totalMs: cleanupMs, requestMs: Math.min(run.requestMs, cleanupMs) };
    const part = { name: 'cleanup' as const, cases: cleanup.cases.map(({ planned }) => planned), limits };
    // A signal of its own: the suite's has aborted when that is why it ended. Time up, or the runner gone: the record shows what was
    // not removed.
    await runCollection(part, input, runs, AbortSignal.timeout(cleanupMs)).catch(() => undefined);
  }
  return leftoversOf(cleanup, exchangesOf(runs));
}

async function runCollection(
  { name, cases, limits }: { readonly name: RunName; readonly cases: readonly Case[]; readonly limits: RunLimits },
  { planned, title, newman, gateway: options, limits: allowed }: SuiteInput,
  runs: Run[],
  signal: AbortSignal,
): Promise<void> {
  const collection = collectionOf(title, cases, earlierValues(planned.plan.cases, exchangesOf(runs)));
  const gateway = await openGateway({
    ...options,
    targets: new Map(cases.map(({ id, target }) => [id, target])),
    limits: gatewayLimits(limits, requestsOf(cases), allowed.gateway),
    signal,
  });
  let summary: RunSummary | null = null;
  try {
    summary = await newman.run(collection, gateway.socketPath, limits, signal);
  } finally {
    const closing = gateway.close();
    await closing.catch(() => undefined);
    // Also what was made before a bug: it is cleaned up after.
    runs.push({ name, collection, summary, record: gateway.recorded() });
    await closing;
  }
}

/** Requests that these cases may make: pages, and a connection that is tested again, take more than one. */
function requestsOf(cases: readonly Case[]): number {
  const more = cases.filter(({ kind }) => kind === 'paging' || kind === 'connection').length;
  return cases.length + more * mostPages;
}
