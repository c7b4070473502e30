import { storedExchange } from '../../runtime/exchange.js';
import type { Redactor } from '../../runtime/redact.js';
import type { Leftover } from './cleanup.js';
import type { Coverage } from './coverage.js';
import type { Plan } from './plan.js';
import type { OwnCollectionRun } from './run-own.js';
import type { Run } from './run-suite.js';
import type { Strength } from './strength.js';

/** What the evidence of one functional stage is made of. */
export interface RecordInput {
  /** The package's. */
  readonly digest: string;
  readonly plan: Plan;
  readonly runs: readonly Run[];
  readonly own: readonly OwnCollectionRun[];
  readonly coverage: Coverage;
  readonly strength: Strength;
  readonly leftovers: readonly Leftover[];
}

/**
 * The evidence as JSON (UTF-8), in the form that docs/reference/functional-checks.md describes. Exchanges were redacted where they
 * were made; this covers whatever stands beside them.
 */
export function recordOf(input: RecordInput, redactor: Redactor): Uint8Array {
  const { digest, plan, runs, own, coverage, strength, leftovers } = input;
  const text = JSON.stringify(
    {
      kind: 'assay.functional-record',
      version: 2,
      package: digest,
      runs: runs.map(({ name, summary, record, collection }) => ({
        name,
        summary,
        refusedRequests: record.refused,
        collection,
      })),
      own: own.map(({ path, summary, record, collection }) => ({
        path,
        summary,
        refusedRequests: record.refused,
        collection,
        exchanges: record.exchanges.map(storedExchange),
      })),
      planned: plan.cases.map(({ id, kind, about, target, request }) => ({
        case: id,
        kind,
        about,
        operationId: target.operation.operationId,
        signedIn: target.signedIn !== false,
        origins: request.origins,
      })),
      chains: plan.chains.map(({ create, uses, removal }) => ({
        creates: create.operationId,
        uses: uses.map(({ operationId }) => operationId),
        removes:
          removal.kind === 'operation' || removal.kind === 'given' ? removal.operation.operationId : removal.kind,
      })),
      leftovers: leftovers.map(({ create, id, reason }) => ({ creates: create.operationId, id, reason })),
      coverage,
      strength,
      exchanges: runs.flatMap(({ name, record }) =>
        record.exchanges.map(exchange => ({ run: name, ...storedExchange(exchange) })),
      ),
    },
    (_name, value: unknown) => (typeof value === 'string' ? redactor.text(value) : value),
    1,
  );
  return Buffer.from(text, 'utf8');
}
