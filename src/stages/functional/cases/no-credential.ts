import { excerpt } from '../excerpt.js';
import type { NegativeCases } from './case.js';
import { isSuccess } from './case.js';
import { idParameter, impossibleId } from './safety.js';

/**
 * The call that is to succeed, without a credential. What would delete, or change somebody's thing, is asked to do so to a thing that
 * cannot exist.
 */
export const noCredential: NegativeCases = {
  kind: 'no-credential',

  variants({ operation, view, signsIn, touchesOwn }) {
    if (!signsIn) return [];
    const variant = { about: 'without a credential', pointer: operation.pointer, signedIn: false as const };
    const changes = operation.method === 'put' || operation.method === 'patch';
    if (operation.method !== 'delete' && (!changes || touchesOwn)) return [{ ...variant, change: {} }];
    const id = idParameter(operation);
    const value = id === null ? null : impossibleId(id, view);
    return id === null || value === null ? [] : [{ ...variant, change: { replace: new Map([[id, value]]) } }];
  },

  faultOf({ target: { operation } }, answer) {
    // 404 hides from strangers what there is, which is as good.
    if ([401, 403, 404].includes(answer.status)) return null;
    const saw = `The answer was ${answer.status}: ${excerpt(answer)}`;
    if (isSuccess(answer)) {
      return {
        rule: 'functional-auth-negative',
        severity: 'error',
        pointer: operation.pointer,
        message: `${operation.operationId} does what it is asked without a credential, although the definition says that it needs one.`,
        fix: `Make the API refuse with 401, or say in the definition that this operation is open (\`"security": []\`). ${saw}`,
      };
    }
    return {
      rule: 'functional-auth-negative',
      severity: 'warning',
      pointer: operation.pointer,
      message: `${operation.operationId} answers ${answer.status} instead of 401 or 403 when the credential is missing.`,
      fix: `Make the API answer 401: users are asked to sign in again then. ${saw}`,
    };
  },
};
