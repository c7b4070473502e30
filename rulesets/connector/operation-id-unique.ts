import { defineRule } from '../define-rule.js';
import type { OperationEntry } from '../definition-index.js';
import { pathsOf } from '../examples.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'operation-id-unique',
  severity: 'error',
  description: 'No two operations have the same operationId, upper and lower case disregarded.',
  docs: {
    why: 'Flows find an operation by its id; of two with one id, the wrong one may run.',
    fix: 'Give each operation an id of its own.',
    source: 'Swagger Validator: OperationIdNotUnique.',
  },
  *check({ operations }) {
    const first = new Map<string, OperationEntry>();
    for (const operation of operations) {
      if (operation.id === null) continue;
      const key = operation.id.toLowerCase();
      const other = first.get(key);
      if (!other) first.set(key, operation);
      else {
        yield {
          at: [...operation.at, 'operationId'],
          message: `The operationId ${quoted(operation.id)} is already used by ${other.method.toUpperCase()} ${quoted(other.template)}.`,
        };
      }
    }
  },
  examples: {
    of: pathsOf,
    good: [{ '/items': ['get ListItems', 'post AddItem'] }],
    bad: [
      { part: { '/items': ['get Items', 'post Items'] }, at: ['/paths/~1items/post/operationId'] },
      { part: { '/items': ['get ListItems'], '/all': ['get listitems'] }, at: ['/paths/~1all/get/operationId'] },
    ],
  },
});
