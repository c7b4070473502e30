import { defineRule } from '../define-rule.js';
import { pathsOf } from '../examples.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'path-no-query-or-fragment',
  severity: 'error',
  description: 'No path contains a query (`?`) or a fragment (`#`).',
  docs: {
    why: 'The platform adds the query itself; what a path brings along makes an address that the API does not know.',
    fix: 'Describe what follows the "?" as query parameters; a "?" or "#" that belongs to the path is written %3F or %23.',
    source: 'Swagger Validator: OperationPathMayNotContainQueryOrFragment.',
  },
  *check({ pathItems }) {
    for (const { template, at } of pathItems) {
      const start = template.search(/[?#]/);
      if (start < 0) continue;
      const kind = template[start] === '?' ? 'query' : 'fragment';
      yield { at, message: `The path ${quoted(template)} contains the ${kind} ${quoted(template.slice(start))}.` };
    }
  },
  examples: {
    of: pathsOf,
    good: [{ '/items/what%3F': ['get ListItems'] }],
    bad: [
      { part: { '/items?color=red': ['get ListItems'] }, at: ['/paths/~1items?color=red'] },
      { part: { '/items#red': ['get ListItems'] }, at: ['/paths/~1items#red'] },
    ],
  },
});
