import { PolicyFailure } from './policy.js';

/**
 * The values of a path's parameters, by name and percent-encoded: what `{bookId}` of `/books/{bookId}` is in `/books/a%2Fb`. The path
 * is one that fits the template. Literal pieces are looked for from left to right, in linear time.
 */
export function pathValues(template: string, path: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const given = path.split('/');
  template.split('/').forEach((segment, index) => {
    const names = [...segment.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);
    const literals = segment.split(/\{[^{}]*\}/).map(decoded);
    const text = decoded(given[index] ?? '');
    let at = (literals[0] ?? '').length;
    names.forEach((name, order) => {
      const literal = literals[order + 1] ?? '';
      const last = order === names.length - 1;
      const end = last ? text.length - literal.length : text.indexOf(literal, at);
      values.set(name, encodeURIComponent(text.slice(at, Math.max(end, at))));
      at = Math.max(end, at) + literal.length;
    });
  });
  return values;
}

/** A path with `{name}` replaced, and the query that stands behind it. */
export interface FilledPath {
  /** Percent-encoded, begins with a slash. */
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
}

/** Fills `/books/{bookId}?full=1`. Throws `PolicyFailure` for a parameter that the operation does not have, and for dot segments. */
export function fillPath(template: string, values: ReadonlyMap<string, string>): FilledPath {
  const filled = template.replace(/\{([^{}]*)\}/g, (_whole, name: string) => {
    const value = values.get(name);
    if (value === undefined)
      throw new PolicyFailure(`names \`{${name.slice(0, 60)}}\`, which the operation's path does not have`);
    return value;
  });
  const [before = '', query = ''] = splitOnce(filled, '?');
  const path = encodedPath(before.startsWith('/') ? before : `/${before}`);
  if (path.split('/').some(segment => /^(?:\.|%2e){1,2}$/i.test(segment))) {
    throw new PolicyFailure('leads to a path with `.` or `..` in it');
  }
  const pairs = query === '' ? [] : query.split('&').map(part => splitOnce(part, '=').map(decoded));
  return { path, query: pairs.map(([name = '', value = '']) => [name, value] as const) };
}

/** Everything that may not stand in a path is encoded; what is encoded already stays. RFC 3986 §3.3. */
function encodedPath(path: string): string {
  return path.replace(/%(?![0-9a-f]{2})|[^!$%&'()*+,\-./0-9:;=@A-Z_a-z~]+/gi, encodeURIComponent);
}

function decoded(text: string): string {
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
