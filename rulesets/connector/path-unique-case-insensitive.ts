import { defineRule } from '../define-rule.js';
import { pathsOf } from '../examples.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'path-unique-case-insensitive',
  severity: 'error',
  description: 'No two paths differ only in upper and lower case.',
  docs: {
    why: 'The platform compares paths without regard to case, so one of the two is never called.',
    fix: 'Put all operations of the path under one spelling.',
    source: 'Swagger Validator: PathRedefined.',
  },
  *check({ pathItems }) {
    const first = new Map<string, string>();
    for (const { template, at } of pathItems) {
      const key = template.toLowerCase();
      const other = first.get(key);
      if (other === undefined) first.set(key, template);
      else {
        yield {
          at,
          message: `The path ${quoted(template)} is the same as ${quoted(other)} but for upper and lower case.`,
        };
      }
    }
  },
  examples: {
    of: pathsOf,
    good: [{ '/items': ['get ListItems'], '/orders': ['get ListOrders'] }],
    bad: [{ part: { '/items': ['get ListItems'], '/Items': ['post AddItem'] }, at: ['/paths/~1Items'] }],
  },
});
