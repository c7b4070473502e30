import { evaluate } from './expressions.js';
import { headerValue, settableHeader } from './header.js';
import { plainScalar } from './json-text.js';
import { parseBody } from './json-tree.js';
import { withPair } from './pairs.js';
import { fillPath } from './path-template.js';
import { PolicyFailure, UnsupportedPolicy } from './policy.js';
import type { PolicyCall, PolicyRequest } from './policy.js';
import { valueAtSteps } from './property-path.js';
import type { PropertyPath } from './property-path.js';
import type { PolicyTemplate } from './template.js';
import { queryText } from './query-text.js';

const methods = ['GET', 'POST', 'PUT'];

/** Characters of a value: what servers take for one header. */
const longestValue = 8_192;

/** Headers whose value is known not to sign anybody in: conditions on a resource, RFC 9110 §13.1. Any other may be a token. */
const openHeaders = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range'];

/**
 * Gets a header or a query parameter from another path of the same host: `parameterTemplate` (`@headers('If-Match')`), `httpMethod`
 * (`GET`), `parameterValueUrl` (from the root of the host, with the operation's own `{parameters}`), `parameterValuePathTemplate`.
 * The call goes to the host that the policies before it have set, with the headers that the request has by then and no body, and
 * through the same guard. What comes is taken for a secret, unless it is a condition such as an ETag. A call that is made without
 * credentials does without the value as well.
 * https://learn.microsoft.com/connectors/custom-connectors/policy-templates/setvaluefromurl/setvaluefromurl
 */
export const setvaluefromurl: PolicyTemplate = {
  id: 'setvaluefromurl',
  sections: ['Request'],
  read(parameters) {
    const target = targetIn(parameters.raw('parameterTemplate'));
    const address = parameters.template('parameterValueUrl');
    const valuePath = parameters.path('parameterValuePathTemplate');
    const method = parameters.textOr('httpMethod', 'GET').toUpperCase();
    if (!methods.includes(method)) throw new UnsupportedPolicy(`has \`${method.slice(0, 60)}\` as \`httpMethod\``);
    if (target.place === 'header' && !settableHeader(target.name)) {
      throw new UnsupportedPolicy('sets a header that no policy may set');
    }
    return [
      {
        section: 'Request',
        async apply(request, call) {
          if (!call.signedIn) return request;
          const value = await valueFrom({ method, address: evaluate(address, request), valuePath }, request, call);
          if (target.place === 'query') {
            call.keepSecret(value);
            return { ...request, query: withPair(request.query, target.name, value, 'override') };
          }
          if (!headerValue(value)) throw new PolicyFailure('got a value that no header may have');
          const name = target.name.toLowerCase();
          if (!openHeaders.includes(name)) call.keepSecret(value);
          return { ...request, headers: withPair(request.headers, name, value, 'override') };
        },
      },
    ];
  },
};

function targetIn(written: string): { readonly place: 'header' | 'query'; readonly name: string } {
  const [, source = '', name = ''] =
    /^@\{?(headers?|queryParameters?)\(\s*'([^']{1,200})'\s*\)\}?$/i.exec(written.trim()) ?? [];
  if (name === '') throw new UnsupportedPolicy(`has \`${written.slice(0, 60)}\` as \`parameterTemplate\``);
  return { place: source.toLowerCase().startsWith('header') ? 'header' : 'query', name };
}

async function valueFrom(
  {
    method,
    address,
    valuePath,
  }: { readonly method: string; readonly address: string; readonly valuePath: PropertyPath },
  request: PolicyRequest,
  call: PolicyCall,
): Promise<string> {
  const { scheme, host, pathAndQuery } = placeOf(address, request, call);
  const { path, query } = fillPath(pathAndQuery, call.pathValues);
  const credentials = request.query.filter(([name]) => call.credentialQuery.includes(name));
  const answer = await call.ask({
    method,
    scheme,
    host,
    path: path + queryText([...query, ...credentials]),
    headers: request.headers,
  });
  if (answer.kind === 'failure') throw new PolicyFailure(`got no answer: ${answer.text}`, answer);
  if (answer.status < 200 || answer.status > 299) {
    const inTrouble = answer.status === 429 || (answer.status >= 500 && answer.status !== 501);
    throw new PolicyFailure(`was answered ${answer.status}`, null, inTrouble ? 'upstream' : 'yours');
  }
  const value = plainScalar(valueAtSteps(parseBody(answer.body), valuePath.steps));
  if (value === null || value === '') throw new PolicyFailure('found no value where it looked for one');
  if (value.length > longestValue) throw new PolicyFailure(`found a value of more than ${longestValue} characters`);
  return value;
}

/**
 * A path from the root of the request's own host; or a whole address, where its host may be called. The scheme is that of the request:
 * no credential goes out unencrypted because a policy says `http:`.
 */
function placeOf(
  address: string,
  { scheme, host }: PolicyRequest,
  { mayAsk }: PolicyCall,
): { readonly scheme: 'https' | 'http'; readonly host: string; readonly pathAndQuery: string } {
  const [whole, named = '', rest = ''] = /^https?:\/\/([^/?#\\\s]+)(.*)$/is.exec(address) ?? [];
  if (whole !== undefined) {
    if (named.toLowerCase() !== host && !mayAsk(named)) throw new PolicyFailure('names another host than the API');
    return { scheme, host: named, pathAndQuery: rest };
  }
  if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(address)) throw new PolicyFailure('names an address that cannot be called');
  if (host === null) throw new PolicyFailure('has no host to call');
  return { scheme, host, pathAndQuery: address };
}
