import type { Exchange } from '../../runtime/exchange.js';
import type { Operation } from '../../runtime/definition.js';
import type { Case } from './cases/case.js';
import { mayPassAgain } from './judge.js';
import type { Judgement } from './judgement.js';

/** Calls of one case, the first included, and cases of a run that are called again. */
const mostTries = 3;
const mostRepeated = 20;

const mark = '-again-';

/** The case that a call was made for, whichever try it was. A call that a policy made of its own (`case-1/…`) keeps its name. */
export function baseCaseId(caseId: string): string {
  return caseId.replace(/-again-\d+$/, '');
}

/**
 * The calls that are made again: what failed in a way that may pass again, so that a flaky operation can be told from a broken one; and,
 * once, what could not be called because such a call gave it no value. Nothing, when no call at all was answered in good order: then the
 * API is down, and more calls would not show more. In the order of the plan. Pure.
 */
export function repeatsOf(
  cases: readonly Case[],
  judgements: ReadonlyMap<string, Judgement>,
  exchanges: readonly Exchange[],
): Case[] {
  const answers = exchanges.filter(({ result }) => result.kind === 'answer' && result.status < 500);
  if (answers.length === 0) return [];
  const lacking = new Set(
    exchanges.flatMap(({ caseId, result }) =>
      result.kind === 'failure' && result.reason === 'value-missing' ? [caseId] : [],
    ),
  );
  const again = new Set<Operation>();
  const repeated: Case[] = [];
  let count = 0;
  for (const planned of cases) {
    const judgement = judgements.get(planned.id);
    if (judgement === undefined || planned.kind === 'connection') continue;
    const waits = lacking.has(planned.id) && planned.needs.some(source => again.has(source));
    const called = exchanges.some(({ caseId }) => caseId === planned.id);
    if (!waits && !(called && !lacking.has(planned.id) && mayPassAgain(planned, judgement))) continue;
    if (count >= mostRepeated) break;
    count += 1;
    if (planned.kind === 'success') again.add(planned.target.operation);
    for (let turn = 2; turn <= (waits ? 2 : mostTries); turn += 1) {
      repeated.push({ ...planned, id: `${planned.id}${mark}${turn}` });
    }
  }
  return repeated;
}
