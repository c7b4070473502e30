import type { Exchange } from '../../runtime/exchange.js';
import { valueAt } from '../../runtime/json.js';
import { redacted } from '../../runtime/redact.js';
import { parsedBody } from './answer.js';
import type { Case } from './cases/case.js';
import { isSuccess } from './cases/case.js';
import { jsonVariable } from './template.js';

/** A variable of a collection, with the value that it starts with. */
export interface Variable {
  readonly key: string;
  readonly value: string;
}

/**
 * The variables that earlier answers gave, for a collection that goes on where another one ended: the same values, in the same two
 * forms, that the scripts of the first keep. A value that had to be redacted is not given.
 */
export function earlierValues(cases: readonly Case[], exchanges: readonly Exchange[]): Variable[] {
  const variables = new Map<string, string>();
  const byId = new Map(cases.map(planned => [planned.id, planned]));
  for (const { caseId, result, answered = result } of exchanges) {
    const keeps = byId.get(caseId)?.keeps;
    if (keeps === undefined || answered.kind !== 'answer' || !isSuccess(answered)) continue;
    const value = parsedBody(answered)?.value;
    for (const [variable, pointer] of keeps) {
      const found = valueAt(value, pointer);
      if (typeof found !== 'string' && typeof found !== 'number' && typeof found !== 'boolean') continue;
      if (String(found).includes(redacted)) continue;
      variables.set(variable, encodeURIComponent(String(found)));
      variables.set(jsonVariable(variable), JSON.stringify(found));
    }
  }
  return [...variables].map(([key, value]) => ({ key, value }));
}
