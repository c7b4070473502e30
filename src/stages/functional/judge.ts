import type { Answer, Attempt, Exchange, Failure } from '../../runtime/exchange.js';
import { parsedBody } from './answer.js';
import type { Case, CaseKind, NegativeKind } from './cases/case.js';
import { isSuccess, negativeKinds } from './cases/case.js';
import { judgeConnection } from './cases/connection.js';
import { judgeDynamic } from './cases/dynamic.js';
import { negativeCases } from './cases/negative-kinds.js';
import { judgePages } from './cases/paging.js';
import { judgeFailure, judgeSuccess, schemaRule } from './cases/success.js';
import { excerpt } from './excerpt.js';
import type { FunctionalFault } from './faults.js';
import { dependent, notRun, ran, succeeded } from './judgement.js';
import type { JudgeContext, Judgement } from './judgement.js';

/** Answers by which a server, or what stands before it, says that it cannot answer for now. */
const unavailable = [429, 502, 503, 504];

/**
 * Judges a case by everything that was recorded of it, in the order in which it was called: several exchanges for pages, and for calls
 * that were made again. Pure.
 */
export function judgeCase(planned: Case, exchanges: readonly Exchange[], context: JudgeContext): Judgement {
  switch (planned.kind) {
    case 'connection':
      return judgeConnection(planned, judgeTries(planned, exchanges, context), exchanges.at(-1));
    case 'success':
      return judgeTries(planned, exchanges, context);
    case 'paging':
      return judgePaging(planned, exchanges, context);
    case 'dynamic-values':
    case 'dynamic-list':
    case 'dynamic-tree':
    case 'dynamic-schema':
    case 'dynamic-properties':
      return judgeFilling(planned, exchanges.at(-1), context);
    case 'webhook':
    case 'polling':
      throw new Error('A trigger is judged by all that was recorded of its test; see judgeTriggers.');
    case 'no-credential':
    case 'unknown-id':
    case 'required-missing':
    case 'wrong-type':
      return judgeNegative(planned, exchanges, context);
  }
}

/** True when a call failed in a way that may pass again, so that it is worth another try. */
export function mayPassAgain(planned: Case, { check, faults }: Judgement): boolean {
  if (planned.kind !== 'success' && planned.kind !== 'connection') {
    return check.state === 'not-run' && check.fault === 'upstream' && planned.kind !== 'paging';
  }
  const differs = faults.some(({ rule, severity }) => rule === schemaRule && severity === 'error');
  const reads = planned.target.operation.method === 'get' || planned.target.operation.method === 'head';
  return check.state === 'not-run' ? check.fault === 'upstream' : differs && reads;
}

/** A call that is to succeed, made once or several times. */
function judgeTries(planned: Case, exchanges: readonly Exchange[], context: JudgeContext): Judgement {
  const calls = exchanges.filter(exchange => !isIntermediate(exchange));
  const judged = calls.map(exchange => judgeSuccess(planned, exchange, context));
  const last = judged.at(-1) ?? judgeSuccess(planned, undefined, context);
  const passed = judged.filter(succeeded);
  const pass = passed.at(-1);
  const before = calls.flatMap(({ result }) => troubleBefore(result.attempts ?? []));
  if (pass === undefined || (passed.length === judged.length && before.length === 0)) return last;
  const failed = judged.filter(judgement => !succeeded(judgement));
  const counts = { passes: passed.length, calls: judged.length + before.length };
  return { check: ran(planned), faults: [flaky(planned, counts, failed, before), ...pass.faults] };
}

/** What attempts failed with after which the runtime tried again by itself. To be told to wait is no failure. */
function troubleBefore(attempts: readonly Attempt[]): string[] {
  return attempts.flatMap(({ outcome }) => {
    if (typeof outcome === 'number') return outcome >= 500 ? [`It was answered ${outcome}.`] : [];
    return outcome === 'timeout' || outcome === 'reset' || outcome === 'not-connected'
      ? [`It failed: ${outcome}.`]
      : [];
  });
}

/**
 * It worked, but not each time. An API that fails now and then is its users' to live with, and a reviewer's to weigh. An answer that
 * now and then is not what the schema says is proof that the definition is wrong of some answers: it blocks.
 */
function flaky(
  { target: { operation } }: Case,
  { passes, calls }: { readonly passes: number; readonly calls: number },
  failed: readonly Judgement[],
  before: readonly string[],
): FunctionalFault {
  const seen = failed.flatMap(({ check, faults }) => [
    ...(check.state === 'not-run' ? [check.reason] : []),
    ...faults.filter(({ severity }) => severity === 'error').map(({ message }) => message),
  ]);
  const differs = failed.some(({ check }) => check.state === 'ran');
  return {
    rule: 'functional-flaky',
    severity: differs ? 'error' : 'warning',
    pointer: operation.pointer,
    message: `${operation.operationId} is flaky: it succeeded in ${passes} of ${calls} calls.`,
    fix: `Make the same call give the same kind of answer each time. Seen beside success: ${[...new Set([...before, ...seen])].slice(0, 3).join(' ')}`,
  };
}

function judgePaging(planned: Case, exchanges: readonly Exchange[], context: JudgeContext): Judgement {
  const { operation } = planned.target;
  const own = context.settled.get(operation);
  if (exchanges.length === 0 || !succeeded(own)) return dependentOrNotCalled(planned, own, context);
  const pages = exchanges.filter(exchange => !isIntermediate(exchange));
  const faults: FunctionalFault[] = [];
  for (const page of pages) {
    const judged = judgeSuccess(planned, page, context);
    if (judged.check.state === 'not-run') return judged;
    // The first page's faults were told with the operation itself.
    if (page !== pages[0]) faults.push(...judged.faults.filter(({ severity }) => severity === 'error'));
  }
  if (faults.length > 0) return { check: ran(planned), faults: faults.map(fault => onPage(fault)) };
  const values = pages.map(page => ({ value: answerOf(page) === null ? undefined : jsonOf(page) }));
  return { check: ran(planned), faults: judgePages(operation, planned.nextLinkName ?? '', values) };
}

function onPage(fault: FunctionalFault): FunctionalFault {
  return { ...fault, message: `On a later page, ${fault.message}` };
}

function judgeFilling(planned: Case, exchange: Exchange | undefined, context: JudgeContext): Judgement {
  const { operation } = planned.target;
  const own = context.settled.get(operation);
  if (exchange === undefined) return dependentOrNotCalled(planned, own, context);
  const answer = exchange.answered ?? exchange.result;
  if (answer.kind === 'failure') return judgeFailure(planned, answer, context.settled);
  if (answer.status === 429 || answer.status >= 500) {
    return notRun(planned, `${operation.operationId} ${planned.about} was answered ${answer.status}`, 'upstream');
  }
  if (!isSuccess(answer)) {
    // One fault is told once: with the operation that has it.
    if (!succeeded(own)) return dependent(planned, operation, own);
    return { check: ran(planned), faults: [refusedFilling(planned, answer)] };
  }
  const faults =
    planned.offers === undefined ? [] : judgeDynamic(planned.offers, jsonOf(exchange), planned.consumer ?? '');
  return { check: ran(planned), faults };
}

function refusedFilling(
  { target: { operation }, kind, about, pointer, offers }: Case,
  answer: Answer,
): FunctionalFault {
  const schema = kind === 'dynamic-schema' || kind === 'dynamic-properties';
  return {
    rule: schema ? 'functional-dynamic-schema' : 'functional-dynamic-list',
    severity: 'error',
    pointer: offers?.pointer ?? pointer,
    message: `${operation.operationId} answered ${answer.status} when it was called ${about}, so that users have nothing to choose from.`,
    fix: `Correct what the extension passes to it, or give values in tests/values.json. The answer was: ${excerpt(answer)}`,
  };
}

/** Spoilt calls. A refusal by an operation that refuses everything would say nothing. */
function judgeNegative(planned: Case, exchanges: readonly Exchange[], context: JudgeContext): Judgement {
  const { operation } = planned.target;
  const own = context.settled.get(operation);
  if (exchanges.length === 0 || !succeeded(own)) return dependentOrNotCalled(planned, own, context);
  const conclusive = exchanges.find(
    exchange => answerOf(exchange) !== null && !unavailable.includes(statusOf(exchange)),
  );
  const exchange = conclusive ?? exchanges.at(-1);
  const consumed = exchange?.answered ?? exchange?.result;
  // Where a policy fails on the answer to a spoilt call, what the API itself said of that call counts.
  const answer = consumed !== undefined && isPolicyFailure(consumed) ? exchange?.result : consumed;
  if (answer === undefined) return notRun(planned, context.notCalled.reason, context.notCalled.fault);
  // A policy that cannot be applied to spoilt input refuses it: so does the platform, before the API sees anything.
  if (isPolicyFailure(answer)) return { check: ran(planned), faults: [] };
  if (answer.kind === 'failure') return judgeFailure(planned, answer, context.settled);
  if (unavailable.includes(answer.status)) {
    const reason = `${operation.operationId} ${planned.about} was answered ${answer.status}: the API itself is in trouble`;
    return notRun(planned, reason, 'upstream');
  }
  if (answer.status >= 500) return { check: ran(planned), faults: [brokeDown(planned, answer)] };
  const fault = negativeCases.find(({ kind }) => kind === planned.kind)?.faultOf(planned, answer) ?? null;
  return { check: ran(planned), faults: fault === null ? [] : [fault] };
}

/** A policy that failed by the message that it was to work on. */
function isPolicyFailure(result: Answer | Failure): boolean {
  return result.kind === 'failure' && result.reason === 'policy-failed' && result.fault === undefined;
}

/** Blocks, unless the definition says that this status may come: users are then told, and the API is as it is described. */
function brokeDown({ target: { operation }, about, pointer }: Case, answer: Answer): FunctionalFault {
  const documented = operation.responses.some(({ status }) => status === String(answer.status));
  return {
    rule: 'functional-breaks-down',
    severity: documented ? 'warning' : 'error',
    pointer,
    message: `${operation.operationId} answers ${answer.status} ${about}: it breaks down where it should refuse.`,
    fix: `Make the API answer with a status from 400 to 499 that says what is wrong. The answer was: ${excerpt(answer)}`,
  };
}

function dependentOrNotCalled(planned: Case, own: Judgement | undefined, { notCalled }: JudgeContext): Judgement {
  if (own !== undefined && !succeeded(own)) return dependent(planned, planned.target.operation, own);
  return notRun(planned, notCalled.reason, notCalled.fault);
}

/** True for a call that the runtime made once more by itself, with a new credential. */
function isIntermediate({ attempt, attempts }: Exchange): boolean {
  return attempt !== undefined && attempts !== undefined && attempt < attempts;
}

function answerOf({ result, answered = result }: Exchange): Answer | null {
  return answered.kind === 'answer' ? answered : null;
}

function statusOf(exchange: Exchange): number {
  return answerOf(exchange)?.status ?? 0;
}

function jsonOf(exchange: Exchange): unknown {
  const answer = answerOf(exchange);
  return answer === null ? undefined : parsedBody(answer)?.value;
}

/** True for a kind whose calls are to be refused. */
export function isNegative(kind: CaseKind): kind is NegativeKind {
  return negativeKinds.some(known => known === kind);
}
