import type { Connection } from '../core/ports/connections.js';
import type { Operation } from './definition.js';
import { own } from '../core/json-value.js';
import { textOf } from './json.js';
import type { ConnectorProperties, PolicyInstance } from './properties.js';
import { connectionValue, headerText } from './sign-in.js';

/** A request on its way, as policies change it. */
export interface PolicyRequest {
  /** Scheme and host that the request goes to. */
  readonly scheme: 'https' | 'http';
  readonly host: string | null;
  /** Put before the operation's path. */
  readonly basePath: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly query: readonly (readonly [string, string])[];
}

/** Changes a request the way one policy does. */
export type Policy = (request: PolicyRequest) => PolicyRequest;

/** What applies to an operation: its policies in order, or why it cannot be called as its users call it. */
export type OperationPolicies =
  | { readonly kind: 'applicable'; readonly policies: readonly Policy[] }
  | { readonly kind: 'unsupported'; readonly reason: string };

/** `@connectionParameters('x')`, `@{connectionParameters('x')}`, with a default as second argument if need be. */
const connectionExpression = /@\{?connectionParameters\('([^']{1,200})'(?:,\s*'([^']{0,200})')?\)\}?/gi;
/** Any other expression: it reads what this runtime does not offer. */
const otherExpression = /@\{?(?:\w+)\(|@Request\.|@Response\./;

/**
 * The policies of one operation. A policy that cannot be applied makes the operation unsupported; nothing is left out in silence.
 * Throws `connection-parameter-missing` when a policy reads a value that the connection lacks.
 */
export function policiesOf(
  operation: Operation,
  { policies }: ConnectorProperties,
  connection: Connection,
): OperationPolicies {
  const applicable: Policy[] = [];
  for (const instance of policies) {
    if (instance.operationIds.length > 0 && !instance.operationIds.includes(operation.operationId)) continue;
    const read = readPolicy(instance, connection);
    if (read.kind === 'unsupported') return read;
    applicable.push(read.policy);
  }
  return { kind: 'applicable', policies: applicable };
}

type Read =
  { readonly kind: 'readable'; readonly policy: Policy } | { readonly kind: 'unsupported'; readonly reason: string };

function readPolicy(instance: PolicyInstance, connection: Connection): Read {
  const named = `the policy \`${instance.template}\`${instance.title ? ` (${instance.title})` : ''}`;
  if (instance.section !== 'Request') {
    return { kind: 'unsupported', reason: `${named} works on the ${instance.section.toLowerCase()}` };
  }
  const read = policyFor(instance, name => evaluate(textOf(own(instance.parameters, name)), connection));
  return typeof read === 'string'
    ? { kind: 'unsupported', reason: `${named} ${read}` }
    : { kind: 'readable', policy: read };
}

/** The policy, or what it does that cannot be done here. */
function policyFor(
  { template, parameters }: PolicyInstance,
  parameter: (name: string) => string | null,
): Policy | string {
  const action = textOf(own(parameters, 'existsAction')) ?? 'override';
  const unreadable = 'lacks a parameter or reads something other than connection parameters';
  switch (template) {
    case 'setheader': {
      const [name, value] = [parameter('name'), parameter('value')];
      if (name === null || value === null) return unreadable;
      if (!settableHeader(name) || !headerText.test(value))
        return 'sets a header that no policy may set, or not to this value';
      return request => ({ ...request, headers: withPair(request.headers, name.toLowerCase(), value, action) });
    }
    case 'setqueryparameter': {
      const [name, value] = [parameter('name'), parameter('value')];
      if (name === null || value === null) return unreadable;
      return request => ({ ...request, query: withPair(request.query, name, value, action) });
    }
    case 'dynamichosturl': {
      const url = parameter('urlTemplate');
      return url === null ? unreadable : (hostPolicy(url) ?? 'leads to no http(s) address with this connection');
    }
    default:
      return 'cannot be applied here yet';
  }
}

function hostPolicy(text: string): Policy | null {
  if (!URL.canParse(text)) return null;
  const { protocol, host, pathname } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return null;
  const path = pathname.replace(/\/+$/, '');
  return request => ({
    ...request,
    scheme: protocol === 'http:' ? 'http' : 'https',
    host,
    // A template without a path replaces the host only.
    basePath: path === '' ? request.basePath : path,
  });
}

/** The text with connection parameters put in; null when it is no text or reads anything else. */
function evaluate(template: string | null, connection: Connection): string | null {
  if (template === null || otherExpression.test(template.replace(connectionExpression, ''))) return null;
  return template.replace(connectionExpression, (_whole, name: string, fallback: string | undefined) =>
    fallback !== undefined && own(connection, name) === undefined ? fallback : connectionValue(connection, name),
  );
}

/** False for what is no header name, and for headers that say how a message is sent and where: the connection's own business. */
function settableHeader(name: string): boolean {
  const transport =
    /^(?:host|connection|content-length|transfer-encoding|upgrade|te|trailer|expect|proxy-.*|keep-alive)$/i;
  return /^[!#$%&'*+.^_`|~0-9a-z-]{1,200}$/i.test(name) && !transport.test(name);
}

/** `override` replaces, `skip` keeps what is there, `append` adds. */
function withPair(
  pairs: readonly (readonly [string, string])[],
  name: string,
  value: string,
  action: string,
): readonly (readonly [string, string])[] {
  const others = pairs.filter(([existing]) => existing !== name);
  if (action === 'append') return [...pairs, [name, value]];
  if (action === 'skip' && others.length < pairs.length) return pairs;
  return [...others, [name, value]];
}
