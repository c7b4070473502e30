import { baseCaseId } from '../repeats.js';
import type { RecordedExchange, StoredRecord } from '../replay/stored-record.js';

export type RecordedNotification = StoredRecord['triggers'][number]['notifications'][number];

/** What was recorded of one case: its calls, also those that were made again or by a policy, and how it was called back. */
export interface CaseCalls {
  readonly exchanges: readonly RecordedExchange[];
  readonly notifications: readonly RecordedNotification[];
}

/** What was recorded, by case id. A case without an entry was not called. */
export function callsByCase({ planned, exchanges, triggers }: StoredRecord): (caseId: string) => CaseCalls {
  const made = new Map<string, { exchanges: RecordedExchange[]; notifications: RecordedNotification[] }>();
  const of = (id: string) => {
    const known = made.get(id) ?? { exchanges: [], notifications: [] };
    made.set(id, known);
    return known;
  };
  const cases = new Set(planned.map(one => one.case));
  for (const exchange of exchanges) of(ownCaseOf(exchange)).exchanges.push(exchange);
  for (const run of triggers) {
    of(run.case).notifications.push(...run.notifications);
    for (const exchange of run.exchanges) {
      const id = ownCaseOf(exchange);
      // What is called beside the trigger itself, such as its event, belongs to it.
      of(cases.has(id) ? id : run.case).exchanges.push(exchange);
    }
  }
  const nothing: CaseCalls = { exchanges: [], notifications: [] };
  return caseId => made.get(caseId) ?? nothing;
}

function ownCaseOf({ caseId }: RecordedExchange): string {
  return baseCaseId(caseId.replace(/\/.*$/, ''));
}
