import { evaluate } from './expressions.js';
import { readExistsAction, withPair } from './pairs.js';
import type { PolicyTemplate } from './template.js';

/**
 * Sets a parameter of the query: `name`, `value`, `existsAction`.
 * https://learn.microsoft.com/connectors/custom-connectors/policy-templates/setqueryparameter/setqueryparameter
 */
export const setqueryparameter: PolicyTemplate = {
  id: 'setqueryparameter',
  sections: ['Request'],
  read(parameters) {
    const name = parameters.template('name');
    const value = parameters.template('value');
    const action = readExistsAction(parameters.textOr('existsAction', 'override'));
    return [
      {
        section: 'Request',
        apply: (request, { signedIn }) => ({
          ...request,
          query: withPair(request.query, evaluate(name, request), evaluate(value, request, signedIn), action),
        }),
      },
    ];
  },
};
