import type { IncomingMessage } from 'node:http';
import type { Definition, Operation } from './definition.js';
import { destinationOf } from './egress-policy.js';
import type { Destination, EgressPolicy } from './egress-policy.js';
import type { Headers } from './exchange.js';
import { matchesPath } from './path-match.js';
import type { Policy, PolicyRequest } from './policies.js';
import type { SignIn } from './sign-in.js';

/** Names the case that a request belongs to. It never leaves the gateway. */
export const caseHeader = 'x-assay-case';

/** Starts the name of every collection variable that holds a value of an earlier answer. */
export const earlierPrefix = 'earlier_';

/** One operation that a run may call, with what happens to its requests. */
export interface CallTarget {
  readonly operation: Operation;
  readonly policies: readonly Policy[];
}

/** What a request is made with. */
export interface CallContext {
  readonly definition: Definition;
  readonly signIn: SignIn;
  readonly egress: EgressPolicy;
}

/** A request as it leaves, and what was worked out for it. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: Uint8Array | null;
  readonly origin: string;
  readonly destination: Destination | null;
  /** True when a placeholder for an earlier answer's value was never filled. */
  readonly unresolved: boolean;
}

/** What a child asked for. */
export interface Asked {
  /** Below the base path, as it was sent. */
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
}

/** Path and query when the request fits its case: the operation's method and path, nothing beside it. */
export function readTarget(
  request: IncomingMessage,
  definition: Definition,
  target: CallTarget | undefined,
): Asked | null {
  if (target === undefined || request.method?.toLowerCase() !== target.operation.method) return null;
  const url = request.url ?? '';
  // A URL parser turns the one into a slash and cuts at the other: the request would not be the one that was looked at.
  if (url.includes('\\') || url.includes('#')) return null;
  const [path = '', query = ''] = splitOnce(url, '?');
  if (!path.startsWith(definition.basePath)) return null;
  const below = path.slice(definition.basePath.length);
  if (!matchesPath(target.operation.path, below)) return null;
  return { path: below, query: queryPairs(query) };
}

/**
 * The request that a child's request becomes: signed in, changed by the connector's policies, and bound for the host that the
 * definition or a policy names. Pure but for reading the request's head.
 */
export function callOf(
  { definition, signIn, egress }: CallContext,
  { operation, policies }: CallTarget,
  asked: Asked,
  request: IncomingMessage,
  body: Uint8Array,
): Call {
  const credential = signIn(operation);
  const pair = credential === null ? [] : [[credential.name, credential.value] as const];
  const before: PolicyRequest = {
    scheme: definition.scheme,
    host: definition.host,
    basePath: definition.basePath,
    headers: [...forwardedHeaders(request, operation), ...(credential?.place === 'header' ? pair : [])],
    query: [...asked.query, ...(credential?.place === 'query' ? pair : [])],
  };
  // Policies come last: a connector that overrides the platform's own header does so on purpose.
  const { scheme, host, basePath, headers, query } = policies.reduce<PolicyRequest>(
    (now, policy) => policy(now),
    before,
  );
  const search = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  const path = basePath + asked.path + (search === '' ? '' : `?${search}`);
  return {
    method: operation.method.toUpperCase(),
    path,
    headers,
    body: body.length === 0 ? null : body,
    origin: host === null ? '' : `${scheme}://${host}`,
    destination: host === null ? null : destinationOf(scheme, host, egress),
    unresolved: holdsPlaceholder([path, ...headers.map(([, value]) => value)].join('\n'), body),
  };
}

/** True when a variable of the collection, which stands for a value of an earlier answer, was never filled. */
function holdsPlaceholder(head: string, body: Uint8Array): boolean {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return [`{{${earlierPrefix}`, `%7B%7B${earlierPrefix}`, `%7b%7b${earlierPrefix}`].some(
    placeholder => head.includes(placeholder) || bytes.includes(placeholder),
  );
}

/** Headers that the operation declares, and those that describe the body. Newman's own stay behind. */
function forwardedHeaders(request: IncomingMessage, operation: Operation): [string, string][] {
  const declared = operation.parameters
    .filter(parameter => parameter.in === 'header')
    .map(({ name }) => name.toLowerCase());
  const kept = new Set(['accept', 'content-type', ...declared]);
  for (const own of ['host', 'connection', 'content-length', 'transfer-encoding', 'upgrade', 'expect', caseHeader])
    kept.delete(own);
  const headers: [string, string][] = [['user-agent', 'Assay']];
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = (request.rawHeaders[index] ?? '').toLowerCase();
    if (kept.has(name)) headers.push([name, request.rawHeaders[index + 1] ?? '']);
  }
  return headers;
}

function queryPairs(query: string): [string, string][] {
  if (query === '') return [];
  return query.split('&').map(part => {
    const [name = '', value = ''] = splitOnce(part, '=');
    return [decode(name), decode(value)];
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
