import { isObject, own } from '../../../core/json-value.js';
import type { DeclaredResponse, Operation } from '../../../runtime/definition.js';
import type { Answer, Exchange, Failure } from '../../../runtime/exchange.js';
import { redacted } from '../../../runtime/redact.js';
import { follow } from '../../../runtime/references.js';
import { parsedText, textOfBody } from '../answer.js';
import { excerpt } from '../excerpt.js';
import type { FunctionalFault } from '../faults.js';
import type { NotJudged } from '../json-schema.js';
import { blocked, dependent, notRun, ran, succeeded } from '../judgement.js';
import type { JudgeContext, Judgement } from '../judgement.js';
import type { Case } from './case.js';
import { isSuccess } from './case.js';

/**
 * Judges one call that is to succeed by what the gateway recorded of it, never by what the child said. What counts is the answer as
 * users get it, after the connector's policies. `exchange` undefined: the call was never made, for the reason given in
 * `context.notCalled`. Pure.
 */
export function judgeSuccess(planned: Case, exchange: Exchange | undefined, context: JudgeContext): Judgement {
  const { operation } = planned.target;
  if (exchange === undefined) return notRun(planned, context.notCalled.reason, context.notCalled.fault);
  const { result, answered = result } = exchange;
  if (answered.kind === 'failure') return judgeFailure(planned, answered, context.settled);
  const trouble = upstreamTrouble(answered.status);
  if (trouble !== null) return notRun(planned, `${operation.operationId} ${trouble}`, 'upstream');
  const echoed = exchange.secretsInAnswer > 0 ? [credentialRepeated(operation)] : [];
  const status = statusFault(planned, answered);
  if (status) return { check: ran(planned), faults: [status, ...echoed] };
  const body = judgeBody(planned, answered, context);
  return { check: body.check, faults: [...body.faults, ...echoed] };
}

/** The rule that a differing answer breaks. */
export const schemaRule = 'functional-response-matches-schema';

/** A server that is in trouble says nothing about the connector. 501 does: the API has no such operation. */
function upstreamTrouble(status: number): string | null {
  if (status === 429) return 'was answered 429: the API takes no more requests for now';
  return status >= 500 && status !== 501 ? `was answered ${status}: the API itself is in trouble` : null;
}

/** What a call without an answer means. */
export function judgeFailure(
  planned: Case,
  { reason, text, fault }: Failure,
  settled: JudgeContext['settled'],
): Judgement {
  const {
    target: { operation },
    needs,
  } = planned;
  switch (reason) {
    case 'address-refused':
      return blocked(planned, {
        rule: 'functional-host-reachable',
        severity: 'error',
        pointer: operation.pointer,
        message: `${operation.operationId} could not be called: its host may not be reached.`,
        fix: `${text} Name a host of the public Internet in \`host\` (or in the connection), or ask the administrator for a route to it.`,
      });
    case 'too-large':
      return blocked(planned, {
        rule: 'functional-answer-size',
        severity: 'error',
        pointer: operation.pointer,
        message: `${operation.operationId} answers with more than can be judged.`,
        fix: `${text} Give values in tests/values.json that make the answer smaller, such as a page size.`,
      });
    case 'value-missing': {
      const failed = needs.find(source => !succeeded(settled.get(source)));
      // One fault is told once: with the operation that has it.
      if (failed) return dependent(planned, failed, settled.get(failed));
      return blocked(planned, {
        rule: 'functional-value-missing',
        severity: 'error',
        pointer: operation.pointer,
        message: `${operation.operationId} could not be called: ${needs.map(({ operationId }) => operationId).join(', ')} gave no value for it.`,
        fix: 'Give the value in tests/values.json, or see that there is something to be found when the test runs.',
      });
    }
    case 'policy-failed':
      if (fault !== undefined && fault !== 'yours') return notRun(planned, `${operation.operationId}: ${text}`, fault);
      return blocked(planned, {
        rule: 'functional-policy-failed',
        severity: 'error',
        pointer: operation.pointer,
        message: `${operation.operationId} does not work for its users: ${text}`,
        fix: 'Correct the policy in apiProperties.json, or what it expects of the request or the answer.',
      });
    case 'sign-in-failed':
      if (fault !== 'yours') return notRun(planned, `${operation.operationId}: ${text}`, fault ?? 'ours');
      return blocked(planned, {
        rule: 'functional-sign-in',
        severity: 'error',
        // The same for every operation that it happened to, so that it is told once.
        pointer: '/securityDefinitions',
        message: 'Signing in failed while the test ran, so that operations could not be called.',
        fix: text,
      });
    case 'run-limit':
    case 'stopped':
      return notRun(planned, text, 'ours');
    case 'name-not-resolved':
    case 'not-connected':
    case 'tls':
    case 'timeout':
    case 'reset':
    case 'not-http':
    case 'rate-limited':
      return notRun(planned, `${operation.operationId}: ${text}`, 'upstream');
  }
}

function statusFault({ target: { operation }, request }: Case, answer: Answer): FunctionalFault | null {
  const success = isSuccess(answer);
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

function judgeBody(planned: Case, answer: Answer, { document, judgeAnswer }: JudgeContext): Judgement {
  const { operation } = planned.target;
  const response = responseFor(operation, answer.status);
  const noBody = answer.status === 204 || answer.status === 205 || operation.method === 'head';
  if (response?.schema === undefined || noBody) return { check: ran(planned), faults: [] };
  const root = follow(document, response.schema, response.schemaPointer)?.value;
  const rootType = isObject(root) ? own(root, 'type') : undefined;
  if (rootType === 'file') return { check: ran(planned), faults: [] };

  const text = textOfBody(answer.body);
  const parsed = text === null ? null : parsedText(text);
  if (parsed === null) {
    // A declared text may come as it is.
    if (rootType === 'string' && text !== null && text !== '') return { check: ran(planned), faults: [] };
    if (text?.includes(redacted) === true) {
      return notRun(planned, 'the answer repeats the credential, so that its form cannot be judged', 'yours');
    }
    const what = answer.body.length === 0 ? 'is empty' : 'is not JSON';
    return mismatch(planned, response, [{ message: `the answer ${what}`, seen: excerpt(answer) }], []);
  }
  const { schema, schemaPointer } = response;
  const { mismatches, notJudged } = judgeAnswer(schema, schemaPointer, parsed.value, answer.body.length);
  const differences = mismatches.map(({ pointer, place, expected, seen }) => ({
    message: `at ${place}: ${expected}`,
    seen: `${pointer === '' ? 'the answer' : pointer} is ${seen}`,
  }));
  const judged = mismatch(planned, response, differences, notJudged);
  const mediaType = rootType === 'string' ? null : foreignMediaType(answer);
  return mediaType === null
    ? judged
    : { ...judged, faults: [...judged.faults, contentTypeFault(operation, response, mediaType)] };
}

/** The media type of a JSON answer that says that it is something else; null when it says so, or nothing. */
function foreignMediaType({ headers }: Answer): string | null {
  const [, written = ''] = headers.find(([name]) => name === 'content-type') ?? [];
  const [mediaType = ''] = written.split(';');
  return mediaType.trim() === '' || /json/i.test(mediaType) ? null : mediaType.trim().slice(0, 100);
}

function contentTypeFault(
  operation: Operation,
  { pointer, status }: DeclaredResponse,
  mediaType: string,
): FunctionalFault {
  return {
    rule: 'functional-content-type',
    severity: 'warning',
    pointer,
    message: `${operation.operationId} ${status} is JSON and says that it is ${mediaType}.`,
    fix: 'Make the API answer with `content-type: application/json`: by it a flow knows that there are fields to pick.',
  };
}

/**
 * The catalogue of the reference programme has a mismatch as a warning for a first cut. Here it is an error: a designer builds its
 * fields from this schema, so a field that is not what it says fails in users' hands. Only what was really answered is held against
 * the author's own words, and formats are not judged.
 */
function mismatch(
  planned: Case,
  response: DeclaredResponse,
  differences: readonly { readonly message: string; readonly seen: string }[],
  notJudged: readonly NotJudged[],
): Judgement {
  const { operation } = planned.target;
  const faults: FunctionalFault[] = differences.map(({ message, seen }) => ({
    rule: schemaRule,
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
  return { check: ran(planned), faults };
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
