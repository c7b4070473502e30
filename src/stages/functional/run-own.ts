import type { CallTarget } from '../../runtime/call.js';
import type { Operation } from '../../runtime/definition.js';
import { openGateway } from '../../runtime/gateway.js';
import type { GatewayLimits, GatewayOptions, GatewayRecord } from '../../runtime/gateway.js';
import type { Exchange } from '../../runtime/exchange.js';
import type { CollectionRunner, RunLimits, RunSummary } from './collection-runner.js';
import { gatewayLimits } from './gateway-limits.js';
import { callableOf, judgeOwn } from './judge-own.js';
import type { OwnJudgement } from './judge-own.js';
import type { OwnCollection } from './own-collections/read.js';

/** A submitter's collection that was run. */
export interface OwnCollectionRun {
  readonly path: string;
  readonly collection: object;
  readonly summary: RunSummary;
  readonly record: GatewayRecord;
  /** The operation of each request, by case id. */
  readonly operations: ReadonlyMap<string, Operation>;
  /** How long it might have run, in milliseconds. */
  readonly limitMs: number;
}

/** What came of all of them. */
export interface OwnRuns extends OwnJudgement {
  readonly runs: readonly OwnCollectionRun[];
  /** Why none was run, as the second half of a sentence; null when they were. */
  readonly refusal: string | null;
}

export interface OwnInput {
  readonly collections: readonly OwnCollection[];
  readonly newman: CollectionRunner;
  readonly gateway: Pick<GatewayOptions, 'definition' | 'signIn' | 'redactor' | 'egress' | 'now'>;
  readonly limits: { readonly run: RunLimits; readonly gateway?: GatewayLimits };
  /** How an operation is called; undefined for one that cannot be called here. */
  readonly targetOf: (operation: Operation) => CallTarget | undefined;
  /** Given what each collection called, also when this ends by throwing. */
  readonly recorded: (exchanges: readonly Exchange[]) => void;
}

/** One collection; its scripts are a stranger's, and nobody waits long for them. */
const ownMs = 120_000;
/** A request for each case, and as many again for the loops of its scripts. */
const requestsPerCase = 2;

/**
 * Runs the submitter's own collections one after the other, each behind a gateway of its own that takes only its cases, and judges how
 * they ran; see {@link judgeOwn}.
 */
export async function runOwnCollections(input: OwnInput, signal: AbortSignal): Promise<OwnRuns> {
  const { collections, newman } = input;
  const callable = callableOf(collections);
  const refusal = callable.length === 0 ? null : await newman.refusesStrangers();
  const runs: OwnCollectionRun[] = [];
  for (const own of refusal === null ? callable : []) {
    const limits = { ...input.limits.run, totalMs: Math.min(input.limits.run.totalMs, ownMs) };
    runs.push(await runOne(own, limits, input, signal));
  }
  return { runs, refusal, ...judgeOwn(collections, { runs, refusal }) };
}

async function runOne(
  { path, collection, environment, cases }: OwnCollection,
  runLimits: RunLimits,
  { newman, gateway: options, limits, targetOf, recorded }: OwnInput,
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
    limits: gatewayLimits(runLimits, mostRequests, limits.gateway),
    signal,
  });
  let summary: RunSummary;
  let record: GatewayRecord;
  try {
    const strangers = { environment, mostRequests };
    summary = await newman.run(collection, gateway.socketPath, runLimits, signal, strangers);
  } finally {
    const closing = gateway.close();
    await closing.catch(() => undefined);
    recorded(gateway.recorded().exchanges);
    record = await closing;
  }
  const operations = new Map([...cases].map(([id, { operation }]) => [id, operation]));
  return { path, collection, summary, record, operations, limitMs: runLimits.totalMs };
}
