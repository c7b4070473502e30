import { defineRule } from '../define-rule.js';
import type { OperationEntry } from '../definition-index.js';
import { pathsOf } from '../examples.js';
import { pathShape } from '../functions/path-shape.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'path-template-unambiguous',
  severity: 'error',
  description: 'No two paths of the same method differ only in the names of their variables.',
  docs: {
    why: 'A call does not say which of the two operations it is meant for, so one of them is never reached.',
    fix: 'Make one operation of the two, or give their paths different fixed parts.',
    source: 'Swagger Validator: DuplicateOperationPath.',
  },
  *check({ operations }) {
    const first = new Map<string, OperationEntry>();
    for (const operation of operations) {
      const { method, template, at } = operation;
      const key = `${method} ${pathShape(template)}`;
      const other = first.get(key);
      if (!other) first.set(key, operation);
      // Where even the names are the same, the rule about upper and lower case says so.
      else if (other.template.toLowerCase() !== template.toLowerCase()) {
        yield {
          at,
          message:
            `${method.toUpperCase()} ${quoted(template)} cannot be told apart from ${quoted(other.template)} ` +
            `of the operation ${quoted(other.label)}.`,
        };
      }
    }
  },
  examples: {
    of: pathsOf,
    good: [
      { '/items/{id}': ['get GetItem'], '/items/{name}': ['delete RemoveItem'] },
      { '/items/{id}': ['get GetItem'], '/items/by-name/{name}': ['get FindItem'] },
      { '/items/{id}': ['get GetItem'], '/Items/{ID}': ['get FindItem'] },
    ],
    bad: [
      {
        part: { '/items/{id}': ['get GetItem'], '/Items/{name}': ['get FindItem'] },
        at: ['/paths/~1Items~1{name}/get'],
      },
    ],
  },
});
