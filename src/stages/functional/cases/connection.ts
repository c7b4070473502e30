import { objectOf, own } from '../../../core/json-value.js';
import type { Definition, Operation } from '../../../runtime/definition.js';
import type { Exchange } from '../../../runtime/exchange.js';
import { textOf } from '../../../runtime/json.js';
import { excerpt } from '../excerpt.js';
import { ran, succeeded } from '../judgement.js';
import type { Judgement } from '../judgement.js';
import type { Case } from './case.js';
import { isSuccess } from './case.js';

/** The operation that shows whether a connection works, and what it is called with. */
export interface ConnectionTest {
  readonly operation: Operation;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** False for one that was chosen here because the definition names none. */
  readonly declared: boolean;
}

/**
 * The operation that the definition declares for testing a connection (`x-ms-capabilities.testConnection`), else the first GET that is
 * called signed in and needs no value. Null when there is neither.
 */
export function connectionTestOf(
  { document }: Pick<Definition, 'document'>,
  callable: readonly Operation[],
  signsIn: (operation: Operation) => boolean,
): ConnectionTest | null {
  const written = own(own(document, 'x-ms-capabilities'), 'testConnection');
  const name = textOf(own(written, 'operationId'));
  const declared = name === null ? undefined : callable.find(({ operationId }) => operationId === name);
  if (declared) {
    return { operation: declared, parameters: objectOf(own(written, 'parameters')), declared: true };
  }
  const chosen = callable.find(
    operation =>
      operation.method === 'get' && signsIn(operation) && operation.parameters.every(({ required }) => !required),
  );
  return chosen ? { operation: chosen, parameters: {}, declared: false } : null;
}

/**
 * Judges the test of the connection by its last call. Whether the answer fits its schema is judged with the operation itself. The
 * operation that the definition declares has to succeed; one that was chosen here says something only when it answers 401.
 */
export function judgeConnection(planned: Case, judgement: Judgement, last: Exchange | undefined): Judgement {
  if (judgement.check.state === 'not-run') return judgement;
  const answer = last?.answered ?? last?.result;
  if (answer?.kind !== 'answer' || succeeded(judgement) || isSuccess(answer)) {
    return { check: ran(planned), faults: judgement.faults.filter(({ rule }) => rule === 'functional-flaky') };
  }
  if (planned.declared !== true && answer.status !== 401) return { check: ran(planned), faults: [] };
  const { operation } = planned.target;
  const signIn = answer.status === 401 || answer.status === 403;
  return {
    check: ran(planned),
    faults: [
      {
        rule: 'functional-connection',
        severity: 'error',
        pointer: operation.pointer,
        message: `${signIn ? 'Sign-in does not work' : 'The connection does not work'}: ${operation.operationId}, which tests the connection, answered ${answer.status}. Nothing else was called.`,
        fix: `Check the credential of the connection and how the definition says that it is sent. The answer was: ${excerpt(answer)}`,
      },
    ],
  };
}
