import { defineRule } from '../define-rule.js';
import { definitionWith, pathsOf } from '../examples.js';
import { quoted } from '../functions/quoted.js';

/** `.` and `..`, also as `%2e`: programs resolve both before they send a request (RFC 3986, section 5.2.4). */
const dotSegment = /(?:^|[/\\])(?:\.|%2e){1,2}(?=[/\\?#]|$)/i;
/** What no path has (RFC 3986, section 3.3), and a tab or a line break above all. */
const foreign = /[\s\p{Cc}\\<>"^`|]/u;
/** What stands in braces is a name that never becomes part of a request. */
const variable = /\{[^{}]*\}/g;

export default defineRule({
  on: 'definition',
  id: 'path-plain',
  severity: 'error',
  description: 'Base path and paths are plain: no dot segments, no second host, no spaces, breaks or backslashes.',
  docs: {
    why: 'Host, base path and path make one address: dots climb out of the part of the API that was meant, two slashes can name another host, and a line break can add a header.',
    fix: 'Write the path as the API documents it; a sign that a path does not have is percent-encoded.',
    source: 'RFC 3986, sections 3.3 and 5.2.4; OpenAPI 2.0 specification, Swagger Object.',
  },
  *check({ root, pathItems }) {
    const { basePath } = root;
    if (typeof basePath === 'string') {
      const query = /[?#]/.exec(basePath)?.[0];
      const fault = faultOf(basePath) ?? (query && `a "${query}", which no base path has`);
      if (fault) yield { at: ['basePath'], message: `The base path ${quoted(basePath)} has ${fault}.` };
    }
    for (const { template, at } of pathItems) {
      const fault = faultOf(template.replace(variable, '{}'));
      if (fault) yield { at, message: `The path ${quoted(template)} has ${fault}.` };
    }
  },
  examples: {
    of: (part: { basePath: string } | Readonly<Record<`/${string}`, readonly string[]>>) =>
      'basePath' in part ? definitionWith({ basePath: part.basePath }) : pathsOf(part),
    good: [
      { basePath: '/v1.0/.default' },
      { "/items({the id})/$value/parts('{part}'):find": ['get GetItem'], '/{..}/a..b/...': ['get GetPart'] },
    ],
    bad: [
      { part: { basePath: '/v1/../admin' }, at: ['/basePath'] },
      { part: { basePath: '/%2E.' }, at: ['/basePath'] },
      { part: { basePath: '//evil.contoso.com' }, at: ['/basePath'] },
      { part: { basePath: '/v1\r\nX-Admin: 1' }, at: ['/basePath'] },
      { part: { basePath: '/v1?admin=true' }, at: ['/basePath'] },
      { part: { '/items/./all': ['get ListItems'] }, at: ['/paths/~1items~1.~1all'] },
      { part: { '/items\\all': ['get ListItems'] }, at: ['/paths/~1items\\all'] },
    ],
  },
});

/** What makes more of it than a path, as the end of a sentence; null when nothing does. */
function faultOf(path: string): string | null {
  const dots = dotSegment.exec(path)?.[0];
  if (dots !== undefined) return `the dot segment ${quoted(dots.replace(/^[/\\]/, ''))}`;
  const sign = foreign.exec(path)?.[0];
  if (sign !== undefined) return `the character ${quoted(sign)}, which no path has`;
  return path.startsWith('//') ? 'two slashes at its start, which name a host' : null;
}
