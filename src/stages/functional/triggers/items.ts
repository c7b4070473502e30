import { own } from '../../../core/json-value.js';
import { isObject } from '../../../core/json-value.js';
import type { Operation } from '../../../runtime/definition.js';
import type { Answer } from '../../../runtime/exchange.js';
import { valueAtSteps } from '../../../runtime/policies/property-path.js';
import type { Step } from '../../../runtime/policies/property-path.js';
import { parsedBody } from '../answer.js';

/** True for an answer by which a polling trigger says that there is nothing new. */
export function saysNothingNew({ status, body }: Pick<Answer, 'status' | 'body'>): boolean {
  return status === 202 || status === 204 || (status === 200 && body.length === 0);
}

/**
 * The entries that start a flow, each as text that is equal for equal entries: one for each entry of the list of a batch trigger, the whole
 * answer of a single one. Null for a batch whose answer has no list. Where the list is: `dataPath`, else the answer itself, else its first
 * list, one that has entries before one that is empty. Pure.
 */
export function itemsOf(
  { declaration }: Pick<Operation, 'declaration'>,
  dataPath: readonly Step[] | null,
  answer: Pick<Answer, 'status' | 'body'>,
): readonly string[] | null {
  if (saysNothingNew(answer)) return [];
  const value = parsedBody(answer)?.value;
  if (own(declaration, 'x-ms-trigger') !== 'batch')
    return value === undefined || value === null ? [] : [canonical(value)];
  const list = dataPath === null ? listIn(value) : valueAtSteps(value, dataPath);
  return Array.isArray(list) ? list.map(canonical) : null;
}

function listIn(value: unknown): unknown {
  if (Array.isArray(value)) return value;
  const lists = isObject(value) ? Object.values(value).filter(member => Array.isArray(member)) : [];
  return lists.find(list => list.length > 0) ?? lists[0];
}

/** The JSON of a value with the members of its objects in order, so that equal values have equal texts. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    isObject(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
}
