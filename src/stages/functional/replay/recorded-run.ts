import type { Operation } from '../../../runtime/definition.js';
import { restoredExchange } from '../../../runtime/exchange.js';
import { judgeOwn } from '../judge-own.js';
import type { OwnJudgement, OwnOutcome } from '../judge-own.js';
import type { OwnCollections } from '../own-collections/read.js';
import type { RunOutcome } from '../run-suite.js';
import type { StoredRecord } from './stored-record.js';

/** The generated collections as they ran. */
export function recordedRuns({ runs, exchanges }: StoredRecord): RunOutcome[] {
  return runs.map(({ name, summary, refusedRequests }) => ({
    name,
    summary,
    record: {
      refused: refusedRequests,
      exchanges: exchanges
        .filter(({ run }) => run === name)
        .map(({ run: _run, ...stored }) => restoredExchange(stored)),
    },
  }));
}

interface RecordedOwn extends OwnJudgement {
  readonly runs: readonly (OwnOutcome & { readonly operations: ReadonlyMap<string, Operation> })[];
}

/** The submitter's collections as they ran, judged; null when they were not reached. */
export function recordedOwn(
  { own, ownReached, ownRefusal }: StoredRecord,
  { collections }: OwnCollections,
): RecordedOwn | null {
  if (!ownReached) return null;
  const runs = own.map(({ path, summary, limitMs, refusedRequests, exchanges }) => {
    const cases = collections.find(collection => collection.path === path)?.cases ?? new Map<string, never>();
    return {
      path,
      summary,
      limitMs,
      operations: new Map([...cases].map(([id, { operation }]) => [id, operation])),
      record: { refused: refusedRequests, exchanges: exchanges.map(restoredExchange) },
    };
  });
  return { runs, ...judgeOwn(collections, { runs, refusal: ownRefusal }) };
}
