import { excerpt } from '../excerpt.js';
import type { NegativeCases } from './case.js';
import { idParameter, impossibleId } from './safety.js';

/**
 * The call that is to succeed, for a thing that is not there but whose id has the right type. PUT only where the definition declares
 * 404: elsewhere it may rightly create what is not there. POST to an unknown id is left alone.
 */
export const unknownId: NegativeCases = {
  kind: 'unknown-id',

  variants({ operation, view }) {
    const declaresNone = operation.responses.some(({ status }) => status === '404' || status === '410');
    const { method } = operation;
    const suits = method === 'get' || method === 'delete' || method === 'patch' || (method === 'put' && declaresNone);
    const id = suits ? idParameter(operation) : null;
    const value = id === null ? null : impossibleId(id, view);
    if (id === null || value === null) return [];
    return [
      {
        about: `with an unknown \`${id.name}\``,
        pointer: operation.pointer,
        change: { replace: new Map([[id, value]]) },
      },
    ];
  },

  faultOf({ target: { operation } }, answer) {
    if (answer.status >= 400) return null;
    // Deleting what is not there may be called done: whoever asked has what they wanted.
    const declaresNone = operation.responses.some(({ status }) => status === '404' || status === '410');
    if (operation.method === 'delete' && !declaresNone) return null;
    return {
      rule: 'functional-unknown-id',
      severity: 'warning',
      pointer: operation.pointer,
      message: `${operation.operationId} answers ${answer.status} for a thing that does not exist.`,
      fix: `Make the API answer 404, so that a flow can tell that nothing was found. The answer was: ${excerpt(answer)}`,
    };
  },
};
