import { arrayOf, isObject, own } from '../../../core/json-value.js';

/** What of a request's URL counts: everything behind the host. */
export interface RequestUrl {
  /** The host is, or holds, a variable, which may stand for a base path as well. */
  readonly variableHost: boolean;
  /** Between the slashes, as written: percent-encoded, `{{variable}}` or `:variable`. */
  readonly segments: readonly string[];
  readonly query: readonly { readonly key: string; readonly value: string | null; readonly disabled: boolean }[];
  /** The list of Postman that gives `:variable` its value, as it was read. */
  readonly variables: unknown;
}

/** Reads a URL of a collection: a text, or an object whose parts count, as they do for Newman. Null when it is neither. */
export function readUrl(url: unknown): RequestUrl | null {
  if (typeof url === 'string') return readUrlText(url);
  if (!isObject(url)) return null;
  const path = own(url, 'path');
  const raw = own(url, 'raw');
  if (path === undefined && own(url, 'host') === undefined) return typeof raw === 'string' ? readUrlText(raw) : null;
  const segments = typeof path === 'string' ? path.replace(/^\//, '').split('/') : arrayOf(path).map(segmentText);
  const host = own(url, 'host');
  const hostText = typeof host === 'string' ? host : arrayOf(host).join('.');
  const query = own(url, 'query');
  return {
    variableHost: hostText.includes('{{'),
    segments,
    query: typeof query === 'string' ? pairsOf(query) : arrayOf(query).flatMap(pairOf),
    variables: own(url, 'variable'),
  };
}

function segmentText(segment: unknown): string {
  const value = isObject(segment) ? own(segment, 'value') : segment;
  return typeof value === 'string' ? value : '';
}

function readUrlText(text: string): RequestUrl {
  const withoutScheme = text.trim().replace(/^[^/?#]*:\/\//, '');
  const hostEnd = withoutScheme.search(/[/?#]/);
  const host = hostEnd === -1 ? withoutScheme : withoutScheme.slice(0, hostEnd);
  const [target = ''] = (hostEnd === -1 ? '' : withoutScheme.slice(hostEnd)).split('#');
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  return {
    variableHost: host.includes('{{'),
    segments: path === '' ? [] : path.slice(1).split('/'),
    query: mark === -1 ? [] : pairsOf(target.slice(mark + 1)),
    variables: undefined,
  };
}

function pairsOf(query: string): RequestUrl['query'] {
  return query
    .split('&')
    .filter(part => part !== '')
    .map(part => {
      const at = part.indexOf('=');
      return at === -1
        ? { key: part, value: null, disabled: false }
        : { key: part.slice(0, at), value: part.slice(at + 1), disabled: false };
    });
}

function pairOf(entry: unknown): RequestUrl['query'] {
  const key = own(entry, 'key');
  const value = own(entry, 'value');
  if (typeof key !== 'string' || key === '') return [];
  return [{ key, value: typeof value === 'string' ? value : null, disabled: own(entry, 'disabled') === true }];
}
