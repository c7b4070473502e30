import { evaluate } from './expressions.js';
import { fillPath } from './path-template.js';
import { UnsupportedPolicy } from './policy.js';
import type { PolicyTemplate } from './template.js';

const methods = ['GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'];
const original = '@request.originalhttpmethod';

/**
 * Sends the request to another path of the same API, with another method if need be: `newPath` (below the base path, with the
 * operation's own `{parameters}`) and `httpMethod` (`@Request.OriginalHTTPMethod` keeps it). The query goes along.
 * https://learn.microsoft.com/connectors/custom-connectors/policy-templates/routerequesttoendpoint/routerequesttoendpoint
 */
export const routerequesttoendpoint: PolicyTemplate = {
  id: 'routerequesttoendpoint',
  sections: ['Request'],
  read(parameters) {
    const template = parameters.template('newPath');
    const written = parameters.rawOr('httpMethod', original);
    const method = written.toLowerCase() === original ? null : written.toUpperCase();
    if (method !== null && !methods.includes(method)) {
      throw new UnsupportedPolicy(`has \`${written.slice(0, 60)}\` as \`httpMethod\``);
    }
    return [
      {
        section: 'Request',
        apply(request, { pathValues, signedIn }) {
          const { path, query } = fillPath(evaluate(template, request, signedIn), pathValues);
          return { ...request, method: method ?? request.method, path, query: [...request.query, ...query] };
        },
      },
    ];
  },
};
