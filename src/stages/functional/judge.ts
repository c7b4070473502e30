import type { Answer, Exchange, Failure } from '../../runtime/exchange.js';
import type { DeclaredResponse, Operation } from '../../runtime/definition.js';
import { isObject, own } from '../../core/json-value.js';
import type { JsonObject } from '../../core/json-value.js';
import { redacted } from '../../runtime/redact.js';
import { follow } from '../../runtime/references.js';
import type { CheckResult } from '../../core/verdict.js';
import { excerpt } from './excerpt.js';
import type { FunctionalFault } from './faults.js';
import type { NotJudged } from './json-schema.js';
import type { Case } from './plan.js';
import type { JudgeAnswer } from './validate-answer.js';
import { isNestedTooDeep } from './nesting.js';

/** What was found of one operation. */
export interface Judgement {
  readonly check: CheckResult;
  readonly faults: readonly FunctionalFault[];
}

/** What answers are held against. */
export interface JudgeContext {
  readonly document: JsonObject;
  readonly judgeAnswer: JudgeAnswer;
  /** Why a case without an exchange was not called. */
  readonly notCalled: string;
  /** What was judged before this case. */
  readonly settled: ReadonlyMap<Operation, Judgement>;
}

/** The check that an operation works. */
export function checkId({ operationId }: Operation): string {
  return `functional/${operationId}`;
}

/**
 * Judges one case by what the gateway recorded of it, never by what the child said. `exchange` undefined: the call was never made,
 * for the reason given in `context.notCalled`. Pure.
 */
export function judgeCase(planned: Case, exchange: Exchange | undefined, context: JudgeContext): Judgement {
  const { operation } = planned.target;
  if (exchange === undefined) return notRun(operation, context.notCalled, 'ours');
  if (exchange.result.kind === 'failure') return judgeFailure(planned, exchange.result, context.settled);
  const trouble = upstreamTrouble(exchange.result.status);
  if (trouble !== null) return notRun(operation, `${operation.operationId} ${trouble}`, 'upstream');
  const echoed = exchange.secretsInAnswer > 0 ? [credentialRepeated(operation)] : [];
  const status = statusFault(planned, exchange.result);
  if (status) return { check: ran(operation), faults: [status, ...echoed] };
  const body = judgeBody(operation, exchange.result, context);
  return { check: body.check, faults: [...body.faults, ...echoed] };
}

/** A server that is in trouble says nothing about the connector. 501 does: the API has no such operation. */
function upstreamTrouble(status: number): string | null {
  if (status === 429) return 'was answered 429: the API takes no more requests for now';
  return status >= 500 && status !== 501 ? `was answered ${status}: the API itself is in trouble` : null;
}

function judgeFailure(
  { target: { operation }, needs }: Case,
  { reason, text }: Failure,
  settled: ReadonlyMap<Operation, Judgement>,
): Judgement {
  switch (reason) {
    case 'address-refused':
      return blocked(operation, {
        rule: 'functional-host-reachable',
        severity: 'error',
        pointer: operation.pointer,
        message: `${operation.operationId} could not be called: its host may not be reached.`,
        fix: `${text} Name a host of the public Internet in \`host\` (or in the connection), or ask the administrator for a route to it.`,
      });
    case 'too-large':
      return blocked(operation, {
        rule: 'functional-answer-size',
        severity: 'error',
        pointer: operation.pointer,
        message: `${operation.operationId} answers with more than can be judged.`,
        fix: `${text} Give values in tests/values.json that make the answer smaller, such as a page size.`,
      });
    case 'value-missing': {
      const failed = needs.find(source => !succeeded(settled.get(source)));
      // One fault is told once: with the operation that has it.
      if (failed) return dependent(operation, failed, settled.get(failed));
      return blocked(operation, {
        rule: 'functional-value-missing',
        severity: 'error',
        pointer: operation.pointer,
        message: `${operation.operationId} could not be called: ${needs.map(({ operationId }) => operationId).join(', ')} gave no value for it.`,
        fix: 'Give the value in tests/values.json, or see that there is something to be found when the test runs.',
      });
    }
    case 'run-limit':
    case 'stopped':
      return notRun(operation, text, 'ours');
    case 'name-not-resolved':
    case 'not-connected':
    case 'tls':
    case 'timeout':
    case 'reset':
    case 'not-http':
      return notRun(operation, `${operation.operationId}: ${text}`, 'upstream');
  }
}

function statusFault({ target: { operation }, request }: Case, answer: Answer): FunctionalFault | null {
  const success = answer.status >= 200 && answer.status < 300;
  if (success && responseFor(operation, answer.status)) return null;
  const declared = operation.responses.map(({ status }) => status).join(', ');
  const saw = `The answer was ${answer.status}: ${excerpt(answer)}`;
  if (success) {
    return {
      rule: 'functional-operation-2xx',
      severity: 'error',
      pointer: operation.pointer,
      message: `${operation.operationId} answered ${answer.status}, which its definition does not declare.`,
      fix: `Declare a response ${answer.status} (declared are: ${declared || 'none'}). ${saw}`,
    };
  }
  return {
    rule: 'functional-operation-2xx',
    severity: 'error',
    pointer: operation.pointer,
    message: `${operation.operationId} answered ${answer.status} where its definition promises success.`,
    fix: `${adviceFor(answer.status, request.origins)} ${saw}`,
  };
}

function adviceFor(status: number, origins: Case['request']['origins']): string {
  if (status === 401 || status === 403) {
    return 'Check the credential of the connection and how the definition says that it is sent.';
  }
  if (status >= 300 && status < 400)
    return 'Redirects are not followed: name the final host and path in the definition.';
  if (status === 405 || status === 501) return 'Check the method and the path: the API has no such operation.';
  const made = Object.entries(origins).flatMap(([name, origin]) => (origin === 'generated' ? [`\`${name}\``] : []));
  return made.length === 0
    ? 'Check the path, the parameters and their values against the API.'
    : `Give real values for ${made.join(', ')} in tests/values.json: they were made up from the definition.`;
}

function responseFor({ responses }: Operation, status: number): DeclaredResponse | undefined {
  return responses.find(response => response.status === String(status)) ?? responses.find(r => r.status === 'default');
}

function judgeBody(operation: Operation, answer: Answer, { document, judgeAnswer }: JudgeContext): Judgement {
  const response = responseFor(operation, answer.status);
  const noBody = answer.status === 204 || answer.status === 205 || operation.method === 'head';
  if (response?.schema === undefined || noBody) return { check: ran(operation), faults: [] };
  const root = follow(document, response.schema, response.schemaPointer)?.value;
  const rootType = isObject(root) ? own(root, 'type') : undefined;
  if (rootType === 'file') return { check: ran(operation), faults: [] };

  const text = textOfBody(answer.body);
  const parsed = text === null ? null : parse(text);
  if (parsed === null) {
    // A declared text may come as it is.
    if (rootType === 'string' && text !== null && text !== '') return { check: ran(operation), faults: [] };
    if (text?.includes(redacted) === true) {
      return notRun(operation, 'the answer repeats the credential, so that its form cannot be judged', 'yours');
    }
    const what = answer.body.length === 0 ? 'is empty' : 'is not JSON';
    return mismatch(operation, response, [{ message: `the answer ${what}`, seen: excerpt(answer) }], []);
  }
  const { schema, schemaPointer } = response;
  const { mismatches, notJudged } = judgeAnswer(schema, schemaPointer, parsed.value, answer.body.length);
  const differences = mismatches.map(({ pointer, place, expected, seen }) => ({
    message: `at ${place}: ${expected}`,
    seen: `${pointer === '' ? 'the answer' : pointer} is ${seen}`,
  }));
  return mismatch(operation, response, differences, notJudged);
}

/**
 * The catalogue of the reference programme has a mismatch as a warning for a first cut. Here it is an error: a designer builds its
 * fields from this schema, so a field that is not what it says fails in users' hands. Only what was really answered is held against
 * the author's own words, and formats are not judged.
 */
function mismatch(
  operation: Operation,
  response: DeclaredResponse,
  differences: readonly { readonly message: string; readonly seen: string }[],
  notJudged: readonly NotJudged[],
): Judgement {
  const faults: FunctionalFault[] = differences.map(({ message, seen }) => ({
    rule: 'functional-response-matches-schema',
    severity: 'error',
    pointer: response.pointer,
    message: `${operation.operationId} ${response.status} differs from its schema: ${message}.`,
    fix: `Make the schema say what the API answers, or correct the API. Seen: ${seen}.`,
  }));
  for (const { pointer, reason } of notJudged) {
    faults.push({
      rule: 'functional-schema-not-judged',
      severity: 'info',
      pointer,
      message: `Part of the schema was not judged: ${reason}.`,
      fix: 'Nothing has to be done; simplify this part if it is to be checked.',
    });
  }
  return { check: ran(operation), faults };
}

function credentialRepeated(operation: Operation): FunctionalFault {
  return {
    rule: 'functional-credential-repeated',
    severity: 'warning',
    pointer: operation.pointer,
    message: `${operation.operationId} repeats the credential in its answer.`,
    fix: 'Do not send credentials back: every log between the API and its users may keep them. They were taken out of the record.',
  };
}

function textOfBody(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return null;
  }
}

function parse(text: string): { readonly value: unknown } | null {
  if (isNestedTooDeep(text)) return null;
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

function ran(operation: Operation): CheckResult {
  return { id: checkId(operation), state: 'ran' };
}

function notRun(operation: Operation, reason: string, fault: 'yours' | 'ours' | 'upstream'): Judgement {
  return { check: { id: checkId(operation), state: 'not-run', reason, fault }, faults: [] };
}

function succeeded(judgement: Judgement | undefined): boolean {
  return judgement?.check.state === 'ran' && judgement.faults.every(({ severity }) => severity !== 'error');
}

/** Not called because the operation that it takes a value from did not succeed; whoever is at fault there is so here. */
function dependent(operation: Operation, source: Operation, judgement: Judgement | undefined): Judgement {
  const fault = judgement?.check.state === 'not-run' ? judgement.check.fault : 'yours';
  return notRun(operation, `${operation.operationId} needs a value that ${source.operationId} did not give.`, fault);
}

/** The operation was not called for a reason that its author can remove. */
function blocked(operation: Operation, fault: FunctionalFault): Judgement {
  const check = { id: checkId(operation), state: 'not-run', reason: fault.message, fault: 'yours' } as const;
  return { check, faults: [fault] };
}
