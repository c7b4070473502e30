import { isObject, own } from '../../../core/json-value.js';
import type { Operation } from '../../../runtime/definition.js';
import { pointerTo, textOf } from '../../../runtime/json.js';
import type { FunctionalFault } from '../faults.js';

/** Pages of one list that are asked for. A list may rightly be longer; that its pages differ and fit shows by then. */
export const mostPages = 8;

/** The member of an answer that holds the link to the next page, or null for an operation without pages. */
export function nextLinkNameOf({ declaration }: Operation): string | null {
  return textOf(own(own(declaration, 'x-ms-pageable'), 'nextLinkName'));
}

/** One page as it was answered, its JSON parsed. */
export interface Page {
  readonly value: unknown;
}

/**
 * Judges the pages of one list, in the order in which they were asked for: no page comes twice, no link leads back or away, and the last
 * page has none. That each page fits its schema is judged where answers are.
 */
export function judgePages(operation: Operation, nextLinkName: string, pages: readonly Page[]): FunctionalFault[] {
  const fault = (severity: FunctionalFault['severity'], message: string, fix: string): FunctionalFault => ({
    rule: 'functional-paging',
    severity,
    pointer: pointerTo(operation.pointer, 'x-ms-pageable'),
    message: `${operation.operationId}: ${message}.`,
    fix,
  });
  const links = pages.map(({ value }) => own(value, nextLinkName));
  const last = links.at(-1);
  const wrong = links.find(link => link !== undefined && link !== null && typeof link !== 'string');
  if (wrong !== undefined) {
    return [
      fault('error', `\`${nextLinkName}\` is no text`, 'Let it be the address of the next page, or leave it out.'),
    ];
  }
  const repeatedLink = links.some((link, index) => isLink(link) && links.indexOf(link) !== index);
  const bodies = pages.map(({ value }) => contentOf(value));
  const repeatedPage = bodies.some((body, index) => body !== null && bodies.indexOf(body) !== index);
  if (repeatedLink || repeatedPage) {
    const what = repeatedPage ? 'a page came twice' : 'a link leads back to a page that was there before';
    return [
      fault(
        'error',
        `${what}; a flow that reads all pages would never end`,
        'Let each link lead on, and the last page have none.',
      ),
    ];
  }
  const empty = bodies.length >= 2 && bodies.slice(-2).every(body => body === null);
  if (isLink(last) && empty) {
    return [
      fault(
        'error',
        'pages without entries go on linking to further pages',
        'Leave the link out when there is nothing more.',
      ),
    ];
  }
  if (!isLink(last)) return [];
  if (pages.length >= mostPages) {
    return [
      fault(
        'warning',
        `the pages did not end: ${mostPages} were read`,
        'Nothing has to be done if there really are more; else leave the link out of the last page. Values in tests/values.json may make the list shorter.',
      ),
    ];
  }
  return [
    fault(
      'error',
      `\`${nextLinkName}\` leads to another address than this operation’s, and is not followed`,
      'Let the link stay on the operation’s own path, with other query parameters, or rewrite it with the policy `updatenextlink`.',
    ),
  ];
}

function isLink(link: unknown): link is string {
  return typeof link === 'string' && link !== '';
}

/** The page without its link, as text; null when no list in it has an entry. */
function contentOf(value: unknown): string | null {
  if (!isObject(value)) return null;
  // A list's own name is not told by the extension; entries are what differs from page to page.
  const lists: readonly unknown[][] = Object.values(value).filter(member => Array.isArray(member));
  if (lists.every(list => list.length === 0)) return null;
  return JSON.stringify(lists);
}
