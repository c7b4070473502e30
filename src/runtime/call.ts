import type { IncomingMessage } from 'node:http';
import type { Credential } from './credential.js';
import type { Definition, Operation } from './definition.js';
import { destinationOf } from './egress-policy.js';
import type { Destination, EgressPolicy } from './egress-policy.js';
import type { Headers } from './exchange.js';
import { matchesPath } from './path-match.js';
import type { Policy, PolicyRequest } from './policies/policy.js';
import { queryText } from './policies/query-text.js';

/** Names the case that a request belongs to. It never leaves the gateway. */
export const caseHeader = 'x-assay-case';

/** Starts the name of every collection variable that holds a value of an earlier answer. */
export const earlierPrefix = 'earlier_';

/** One operation that a run may call, with what happens to its messages. Several cases may have the same operation. */
export interface CallTarget {
  readonly operation: Operation;
  readonly policies: readonly Policy[];
  /** False: the call is made without any credential, to see that the API refuses it. */
  readonly signedIn?: boolean;
}

/** A request as it leaves, and where to. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: Uint8Array | null;
  readonly origin: string;
  /** Null where the host is none, or may not be called. */
  readonly destination: Destination | null;
}

/** What a child asked for. */
export interface Asked {
  /** Below the base path, as it was sent. */
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  /** Headers that the operation declares, and those that describe the body. */
  readonly headers: Headers;
  readonly body: Uint8Array | null;
}

/** Path, query and headers when the request fits its case: the operation's method and path, nothing beside it. The body is not read. */
export function readAsked(
  request: IncomingMessage,
  definition: Definition,
  target: CallTarget | undefined,
): Omit<Asked, 'body'> | null {
  if (target === undefined || request.method?.toLowerCase() !== target.operation.method) return null;
  const url = request.url ?? '';
  // A URL parser turns the one into a slash and cuts at the other: the request would not be the one that was looked at.
  if (url.includes('\\') || url.includes('#')) return null;
  const [path = '', query = ''] = splitOnce(url, '?');
  if (!path.startsWith(definition.basePath)) return null;
  const below = path.slice(definition.basePath.length);
  if (!matchesPath(target.operation.path, below)) return null;
  return { path: below, query: queryPairs(query), headers: forwardedHeaders(request, target.operation) };
}

/** The request that a child's request becomes once it is signed in, before the connector's policies change it. */
export function signedRequest(
  { scheme, host, basePath }: Definition,
  { method }: Operation,
  asked: Asked,
  credentials: readonly Credential[],
): PolicyRequest {
  const pairs = (place: Credential['place']) =>
    credentials.flatMap(credential =>
      credential.place === place ? [[credential.name, credential.value] as const] : [],
    );
  const headers = pairs('header').map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    method: method.toUpperCase(),
    scheme,
    host,
    basePath,
    path: asked.path,
    headers: [...asked.headers, ...headers],
    query: [...asked.query, ...pairs('query')],
    body: asked.body,
  };
}

/**
 * A request as it leaves. Policies have worked on it by then: a connector that overrides the platform's own header does so on
 * purpose.
 */
export function callOf(request: PolicyRequest, egress: EgressPolicy): Call {
  const { method, scheme, host, basePath, path, headers, query, body } = request;
  return {
    method,
    path: basePath + path + queryText(query),
    headers,
    body,
    origin: host === null ? '' : `${scheme}://${host}`,
    destination: host === null ? null : destinationOf(scheme, host, egress),
  };
}

/** True when a variable of the collection, which stands for a value of an earlier answer, was never filled. */
export function holdsPlaceholder({ path, query, headers, body }: Asked): boolean {
  const texts = [path, ...query.flat(), ...headers.map(([, value]) => value)];
  const bytes = body === null ? null : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return [`{{${earlierPrefix}`, `%7B%7B${earlierPrefix}`, `%7b%7b${earlierPrefix}`].some(
    placeholder => texts.some(text => text.includes(placeholder)) || bytes?.includes(placeholder) === true,
  );
}

/** Headers that the operation declares or that describe the body, after our own name. Newman's own headers stay behind. */
export function forwardedHeaders(request: Pick<IncomingMessage, 'rawHeaders'>, operation: Operation): Headers {
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

/** Names and values of a percent-encoded query, in its order. */
export function queryPairs(query: string): [string, string][] {
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
