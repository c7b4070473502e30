import type { CheckResult } from '../../core/verdict.js';
import type { CallTarget } from '../../runtime/call.js';
import type { Operation } from '../../runtime/definition.js';
import { defaultGatewayLimits, openGateway } from '../../runtime/gateway.js';
import type { GatewayLimits, GatewayOptions, GatewayRecord } from '../../runtime/gateway.js';
import type { CollectionRunner, RunLimits, RunSummary } from './collection-runner.js';
import type { OwnCollectionFault } from './own-collections/fault.js';
import type { OwnCollection } from './own-collections/read.js';
import { faultsOfOwnRun } from './own-collections/run-faults.js';

/** A submitter's collection that was run. */
export interface OwnCollectionRun {
  readonly path: string;
  readonly collection: object;
  readonly summary: RunSummary;
  readonly record: GatewayRecord;
}

/** What came of all of them. */
export interface OwnRuns {
  readonly runs: readonly OwnCollectionRun[];
  readonly checks: readonly CheckResult[];
  readonly faults: readonly OwnCollectionFault[];
}

export interface OwnInput {
  readonly collections: readonly OwnCollection[];
  readonly newman: CollectionRunner;
  readonly gateway: Pick<GatewayOptions, 'definition' | 'signIn' | 'redactor' | 'egress' | 'now'>;
  readonly limits: { readonly run: RunLimits; readonly gateway?: GatewayLimits };
  /** How an operation is called; undefined for one that cannot be called here. */
  readonly targetOf: (operation: Operation) => CallTarget | undefined;
}

/** One collection; its scripts are a stranger's, and nobody waits long for them. */
const ownMs = 120_000;
/** A request for each case, and as many again for the loops of its scripts. */
const requestsPerCase = 2;

/**
 * Runs the submitter's own collections one after the other, each behind a gateway of its own that takes only its cases. Where the
 * isolation is too weak for scripts of strangers, each is a check that did not run, by our fault.
 */
export async function runOwnCollections(input: OwnInput, signal: AbortSignal): Promise<OwnRuns> {
  const { collections, newman } = input;
  const runs: OwnCollectionRun[] = [];
  const checks: CheckResult[] = [];
  const faults: OwnCollectionFault[] = [];
  const refusal = collections.length === 0 ? null : ((await newman.refusesStrangers?.()) ?? null);
  for (const own of collections) {
    const id = `functional/@own/${own.path}`;
    if (refusal !== null) {
      const reason = `${own.path} was not run: scripts of strangers may not run here, because ${refusal}.`;
      checks.push({ id, state: 'not-run', reason, fault: 'ours' });
      continue;
    }
    const run = await runOne(own, input, signal);
    runs.push(run);
    checks.push({ id, state: 'ran' });
    const { end, note, assertions = [] } = run.summary;
    faults.push(...faultsOfOwnRun(own, { end, note, assertions }));
  }
  return { runs, checks, faults };
}

async function runOne(
  { path, collection, environment, cases }: OwnCollection,
  { newman, gateway: options, limits, targetOf }: OwnInput,
  signal: AbortSignal,
): Promise<OwnCollectionRun> {
  const targets = new Map<string, CallTarget>();
  for (const [id, { operation }] of cases) {
    const target = targetOf(operation);
    if (target) targets.set(id, target);
  }
  const mostRequests = Math.max(1, cases.size * requestsPerCase);
  const gateway = await openGateway({
    ...options,
    targets,
    limits: limits.gateway ?? { ...defaultGatewayLimits, requests: mostRequests },
    signal,
  });
  let record: GatewayRecord | null = null;
  try {
    const shorter = { ...limits.run, totalMs: Math.min(limits.run.totalMs, ownMs) };
    const strangers = { environment, mostRequests };
    const summary = await newman.run(collection, gateway.socketPath, shorter, signal, strangers);
    record = await gateway.close();
    return { path, collection, summary, record };
  } finally {
    if (record === null) await gateway.close();
  }
}
