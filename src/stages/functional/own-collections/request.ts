import { pointerBelow } from '../../../core/json-pointer.js';
import { arrayOf, isObject, own } from '../../../core/json-value.js';
import type { JsonObject } from '../../../core/json-value.js';
import { caseHeader } from '../../../runtime/call.js';
import type { Definition, Operation } from '../../../runtime/definition.js';
import { shown } from './fault.js';
import type { FaultList } from './fault.js';
import { matchOperation } from './match.js';
import { isWritten, namesSecret, reportSecret, reportSecretsOfAuth } from './secrets.js';
import { readUrl } from './url.js';
import type { RequestUrl } from './url.js';
import { keptVariables } from './variables.js';

/** Where credentials are sent, by the definition's `securityDefinitions`: the runtime sends them itself. */
export interface SignInPlaces {
  readonly headers: ReadonlySet<string>;
  readonly queries: ReadonlySet<string>;
}

/** A request that can be run, or why it cannot. */
export type Rewritten =
  | { readonly kind: 'request'; readonly operation: Operation; readonly request: object }
  | { readonly kind: 'not-run'; readonly reason: string; readonly fix: string };

/** Headers that are the runtime's, or that would change where a request goes. */
const withheldHeaders = new Set([
  'host',
  'cookie',
  'proxy-authorization',
  'proxy-connection',
  'connection',
  caseHeader,
]);

/** The names under which the definition sends its credentials. */
export function signInPlaces({ document }: Definition): SignInPlaces {
  const headers = new Set(['authorization']);
  const queries = new Set<string>();
  const declared = own(document, 'securityDefinitions');
  for (const scheme of isObject(declared) ? Object.values(declared) : []) {
    const name = own(scheme, 'name');
    if (own(scheme, 'type') !== 'apiKey' || typeof name !== 'string') continue;
    if (own(scheme, 'in') === 'header') headers.add(name.toLowerCase());
    if (own(scheme, 'in') === 'query') queries.add(name);
  }
  return { headers, queries };
}

/**
 * Makes a request of the collection one that the gateway takes: of one operation, without a host, without credentials. Everything is
 * written anew from what is known; what is not known stays behind.
 */
export function rewriteRequest(
  request: unknown,
  {
    caseId,
    pointer,
    definition,
    places,
    faults,
  }: {
    readonly caseId: string;
    readonly pointer: string;
    readonly definition: Definition;
    readonly places: SignInPlaces;
    readonly faults: FaultList;
  },
): Rewritten {
  const written: JsonObject = isObject(request) ? request : { url: request };
  const url = readUrl(own(written, 'url'));
  const given = own(written, 'method');
  const method = typeof given === 'string' ? given.toUpperCase() : 'GET';
  reportSecretsOfAuth(own(written, 'auth'), pointerBelow(pointer, 'auth'), faults);
  if (url === null) return { kind: 'not-run', reason: 'it has no URL', fix: 'Give it a URL of the connector’s API.' };
  const match = matchOperation(method, url, definition);
  if (match === null) {
    const path = shown(`/${url.segments.join('/')}`);
    return {
      kind: 'not-run',
      reason: `no operation of the connector is \`${shown(method)} ${path}\``,
      fix: 'Write method and path as in the definition. Only operations of the connector are called.',
    };
  }
  const body = rewriteBody(own(written, 'body'));
  if (body === 'file') {
    return {
      kind: 'not-run',
      reason: 'its body is a file',
      fix: 'Write the body into the collection; no file is ever read.',
    };
  }
  const header = keptHeaders(own(written, 'header'), pointerBelow(pointer, 'header'), places, faults);
  return {
    kind: 'request',
    operation: match.operation,
    request: {
      method,
      header: [...header, { key: caseHeader, value: caseId }],
      url: {
        protocol: 'http',
        host: ['connector', 'invalid'],
        path: match.segments,
        query: keptQuery(url, pointer, places, faults),
        variable: keptVariables(url.variables, pointerBelow(pointerBelow(pointer, 'url'), 'variable'), faults),
      },
      ...(body && { body }),
    },
  };
}

function keptHeaders(headers: unknown, pointer: string, places: SignInPlaces, faults: FaultList): object[] {
  const kept: object[] = [];
  const list = typeof headers === 'string' ? headers.split('\n').map(headerOfLine) : arrayOf(headers);
  list.forEach((entry, index) => {
    const key = own(entry, 'key');
    const value = own(entry, 'value');
    if (typeof key !== 'string' || own(entry, 'disabled') === true) return;
    const at = typeof headers === 'string' ? pointer : pointerBelow(pointer, index);
    const name = key.trim().toLowerCase();
    const signsIn = places.headers.has(name);
    if ((signsIn || namesSecret(name)) && isWritten(value)) reportSecret(faults, at, key);
    // The runtime signs in.
    else if (signsIn) return;
    else if (withheldHeaders.has(name)) {
      faults.add({
        rule: 'functional-own-setting-removed',
        severity: 'warning',
        pointer: at,
        message: `The header \`${shown(key)}\` is not sent: the runtime decides where requests go and what they carry.`,
        fix: 'Remove the header.',
      });
    } else if (typeof value === 'string') kept.push({ key, value });
  });
  return kept;
}

function headerOfLine(line: string): object {
  const colon = line.indexOf(':');
  return colon === -1 ? {} : { key: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() };
}

function keptQuery({ query }: RequestUrl, pointer: string, places: SignInPlaces, faults: FaultList): object[] {
  return query.flatMap(({ key, value, disabled }) => {
    if (!places.queries.has(key)) return [{ key, value, ...(disabled && { disabled }) }];
    if (isWritten(value)) reportSecret(faults, pointerBelow(pointer, 'url'), key);
    return [];
  });
}

/** The body as it can be sent, `file` when it would be read from a file, null when there is none. */
function rewriteBody(body: unknown): object | 'file' | null {
  const mode = own(body, 'mode');
  if (!isObject(body) || own(body, 'disabled') === true) return null;
  if (mode === 'raw') {
    const raw = own(body, 'raw');
    const language = own(own(own(body, 'options'), 'raw'), 'language');
    const options = typeof language === 'string' ? { options: { raw: { language } } } : {};
    return typeof raw === 'string' ? { mode, raw, ...options } : null;
  }
  if (mode === 'graphql') {
    const graphql = own(body, 'graphql');
    const member = (name: string) => {
      const value = own(graphql, name);
      return typeof value === 'string' ? { [name]: value } : {};
    };
    return { mode, graphql: { ...member('query'), ...member('variables'), ...member('operationName') } };
  }
  if (mode === 'urlencoded' || mode === 'formdata') {
    const fields = arrayOf(own(body, mode));
    if (fields.some(field => own(field, 'type') === 'file' || own(field, 'src') !== undefined)) return 'file';
    return { mode, [mode]: fields.flatMap(fieldOf) };
  }
  return mode === 'file' || own(body, 'file') !== undefined ? 'file' : null;
}

function fieldOf(field: unknown): object[] {
  const key = own(field, 'key');
  const value = own(field, 'value');
  if (typeof key !== 'string' || typeof value !== 'string') return [];
  return [{ key, value, type: 'text', ...(own(field, 'disabled') === true && { disabled: true }) }];
}
