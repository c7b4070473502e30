import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CallTarget } from '../../runtime/call.js';
import type { Operation } from '../../runtime/definition.js';
import type { Exchange } from '../../runtime/exchange.js';
import { defaultGatewayLimits, openGateway } from '../../runtime/gateway.js';
import type { GatewayLimits, GatewayOptions, GatewayRecord } from '../../runtime/gateway.js';
import type { Case } from './cases/case.js';
import { mostPages } from './cases/paging.js';
import { leftoversOf, planCleanup } from './cleanup.js';
import type { Leftover } from './cleanup.js';
import { collectionOf } from './collection.js';
import type { Collection } from './collection.js';
import { earlierValues } from './earlier-values.js';
import type { CollectionRunner, RunLimits, RunSummary } from './collection-runner.js';
import type { OwnRuns } from './run-own.js';
import { isClosing } from './plan.js';
import type { Planned } from './plan.js';

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

/** Everything that was run. */
export interface SuiteRun {
  readonly runs: readonly Run[];
  /** Null when they were not reached. */
  readonly own: OwnRuns | null;
  readonly leftovers: readonly Leftover[];
}

export interface SuiteInput {
  /** Runs what the submitter brought along, once the generated collections have run. */
  readonly runOwn: (signal: AbortSignal) => Promise<OwnRuns>;
  readonly planned: Planned;
  /** Names the collections. */
  readonly title: string;
  readonly newman: CollectionRunner;
  /** What every gateway is opened with. */
  readonly gateway: Pick<GatewayOptions, 'definition' | 'signIn' | 'redactor' | 'egress' | 'now'>;
  readonly limits: { readonly run: RunLimits; readonly gateway?: GatewayLimits };
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
  const closing = cases.filter(isClosing);
  let completed = false;
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
    own = again === null ? null : await input.runOwn(signal);
    completed = true;
  } finally {
    if (!completed) {
      const leftovers = await cleanUp(input, runs, []);
      if (leftovers.length > 0) input.abandoned(leftovers);
    }
  }
  const more = own?.runs.flatMap(({ record }) => record.exchanges) ?? [];
  return { runs, own, leftovers: await cleanUp(input, runs, more) };
}

/** Every exchange of these runs, in the order in which they were made. */
export function exchangesOf(runs: readonly Run[]): Exchange[] {
  return runs.flatMap(({ record }) => record.exchanges);
}

function cleanupInput(planned: Planned, exchanges: readonly Exchange[]) {
  const targets = new Map<Operation, CallTarget>();
  // A call that is to be refused is no way to remove anything.
  for (const { kind, target } of planned.plan.cases) if (kind === 'success') targets.set(target.operation, target);
  return { ...planned, exchanges, targetOf: (operation: Operation) => targets.get(operation) };
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
    limits: allowed.gateway ?? { ...defaultGatewayLimits, requests: requestsOf(cases) },
    signal,
  });
  let summary: RunSummary | null = null;
  try {
    summary = await newman.run(collection, gateway.socketPath, limits, signal);
  } finally {
    runs.push({ name, collection, summary, record: await gateway.close() });
  }
}

/** Requests that these cases may make: pages, and a connection that is tested again, take more than one. */
function requestsOf(cases: readonly Case[]): number {
  const more = cases.filter(({ kind }) => kind === 'paging' || kind === 'connection').length;
  return cases.length + more * mostPages;
}
