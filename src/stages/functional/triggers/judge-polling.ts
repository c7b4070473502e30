import type { FunctionalFault } from '../faults.js';
import { judgeSuccess } from '../cases/success.js';
import { dependent, notRun, ran, succeeded } from '../judgement.js';
import type { Judgement } from '../judgement.js';
import { itemsOf, saysNothingNew } from './items.js';
import { judgePreparation, nothingCame } from './judge-preparation.js';
import type { TriggerContext } from './judge-preparation.js';
import type { TriggerTest } from './trigger-test.js';
import type { TriggerRun } from './trigger-run.js';

/** Characters of an entry that a message shows. */
const shownLength = 100;

/**
 * Judges a polling trigger by its polls: each succeeds and fits its schema, none after the first gives an entry once more, and an event
 * that was caused turns up. `run` undefined: it was not reached. Pure.
 */
export function judgePolling(test: TriggerTest, run: TriggerRun | undefined, context: TriggerContext): Judgement {
  const { planned } = test;
  const { operation } = planned.target;
  const own = context.settled.get(operation);
  if (own !== undefined && !succeeded(own)) return dependent(planned, operation, own);
  const prepared = run === undefined ? null : judgePreparation(test, run, context);
  if (prepared !== null) return prepared;
  const polls = (run?.exchanges ?? []).filter(
    ({ caseId, attempt, attempts }) => caseId === planned.id && (attempt === undefined || attempt === attempts),
  );
  if (polls.length < 2 && polls.every(({ result }) => result.kind === 'answer' && result.status < 300)) {
    return notRun(planned, context.notCalled.reason, context.notCalled.fault);
  }
  const faults: FunctionalFault[] = [];
  const given: (readonly string[])[] = [];
  for (const [index, exchange] of polls.entries()) {
    const answer = exchange.answered ?? exchange.result;
    if (answer.kind === 'answer' && saysNothingNew(answer)) {
      given.push([]);
      continue;
    }
    const judged = judgeSuccess(planned, exchange, context);
    if (judged.check.state === 'not-run') return judged;
    const errors = judged.faults.filter(({ severity }) => severity === 'error');
    if (errors.length > 0 || answer.kind !== 'answer')
      return { check: ran(planned), faults: errors.map(onPoll(index + 1)) };
    const items = itemsOf(operation, test.dataPath, answer);
    if (items === null) return { check: ran(planned), faults: [noList(test)] };
    given.push(items);
  }
  const before = new Set(given[0]);
  let fresh = 0;
  let repeated: string | null = null;
  for (const items of given.slice(1)) {
    for (const item of items) {
      if (before.has(item)) repeated ??= item;
      else fresh += 1;
    }
    for (const item of items) before.add(item);
  }
  if (repeated !== null) faults.push(repeats(test, repeated));
  if (test.event !== null && fresh === 0) faults.push(nothingCame(operation, test.event, 'no poll gave anything new'));
  if (test.event === null && before.size === 0) faults.push(nothingSeen(test));
  return { check: ran(planned), faults };
}

function onPoll(number: number): (fault: FunctionalFault) => FunctionalFault {
  return fault => ({ ...fault, message: `On poll ${number}, ${fault.message}` });
}

function noList({ planned: { target } }: TriggerTest): FunctionalFault {
  return {
    rule: 'functional-trigger-content',
    severity: 'error',
    pointer: target.operation.pointer,
    message: `${target.operation.operationId} is a batch trigger, and its answer has no list.`,
    fix: 'Write `"x-ms-trigger": "single"` where the whole answer is one entry, correct `triggerDataPath`, or answer with a list.',
  };
}

function repeats({ planned: { target } }: TriggerTest, item: string): FunctionalFault {
  return {
    rule: 'functional-trigger-repeats',
    severity: 'error',
    pointer: target.operation.pointer,
    message: `${target.operation.operationId} gives what an earlier poll gave: a flow would start for the same entry again and again.`,
    fix: `Let a policy \`pollingtrigger\` carry from one poll to the next what was seen, and the API give only what came after it. Seen twice: ${item.slice(0, shownLength)}`,
  };
}

function nothingSeen({ planned: { target } }: TriggerTest): FunctionalFault {
  const { operationId, pointer } = target.operation;
  return {
    rule: 'functional-operation-untested',
    severity: 'warning',
    pointer,
    message: `${operationId} was not tested as a trigger: its polls gave nothing, and no operation is known that causes its event.`,
    fix: 'Name under `$events` in tests/values.json what causes it, or show the reviewer in another way that it works.',
  };
}
