import { constantText, evaluate } from './expressions.js';
import { headerValue, settableHeader } from './header.js';
import { readExistsAction, withPair } from './pairs.js';
import { PolicyFailure, UnsupportedPolicy } from './policy.js';
import type { PolicyRequest } from './policy.js';
import type { PolicyTemplate } from './template.js';

/**
 * Sets a header of the request or the answer: `name`, `value`, `existsAction`. Expressions read the request also where the answer's
 * header is set. https://learn.microsoft.com/connectors/custom-connectors/policy-templates/setheader/setheader
 */
export const setheader: PolicyTemplate = {
  id: 'setheader',
  sections: ['Request', 'Response', 'Failure'],
  read(parameters, section) {
    const name = parameters.template('name');
    const value = parameters.template('value');
    const action = readExistsAction(parameters.textOr('existsAction', 'override'));
    const [constantName, constantValue] = [constantText(name), constantText(value)];
    if (constantName !== null && !settableHeader(constantName)) {
      throw new UnsupportedPolicy('sets a header that no policy may set');
    }
    if (constantValue !== null && !headerValue(constantValue)) {
      throw new UnsupportedPolicy('sets a header to a value that no header may have');
    }
    const header = (request: PolicyRequest, signedIn: boolean): readonly [string, string] => {
      const [named, text] = [evaluate(name, request, signedIn).toLowerCase(), evaluate(value, request, signedIn)];
      if (!settableHeader(named)) throw new PolicyFailure('sets a header that no policy may set');
      if (!headerValue(text)) throw new PolicyFailure('sets a header to a value that no header may have');
      return [named, text];
    };
    if (section === 'Request') {
      return [
        {
          section,
          apply: (request, { signedIn }) => ({
            ...request,
            headers: withPair(request.headers, ...header(request, signedIn), action),
          }),
        },
      ];
    }
    return [
      {
        section,
        apply: (answer, request, { signedIn }) => ({
          ...answer,
          headers: withPair(answer.headers, ...header(request, signedIn), action),
        }),
      },
    ];
  },
};
