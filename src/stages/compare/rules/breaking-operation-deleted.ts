import type { CompareRule } from '../compare-rule.js';
import { definitionOf, operation } from '../example-definition.js';
import { quoted } from '../quoted.js';

export const breakingOperationDeleted: CompareRule = {
  on: 'definition',
  id: 'breaking-operation-deleted',
  severity: 'ack',
  description: 'Every operation of the public version is still there, under its operationId.',
  docs: {
    why: 'Flows call an operation by its operationId; one that is gone fails at its next run.',
    fix: 'Keep the old operation, mark it `deprecated: true`, and add the new one as its revision under an id and a path of its own, such as GetItem_V2.',
    source: 'Breaking Change Detector, OperationDeleted; Microsoft Learn, “Operational versioning”.',
  },
  *check({ before, after }) {
    for (const { id, method, path } of before.operations.values()) {
      if (after.operations.has(id)) continue;
      yield {
        pointer: '/paths',
        operations: [id],
        message: `${quoted(id)}, which was ${method.toUpperCase()} ${quoted(path)}, is gone; flows that call it fail.`,
      };
    }
  },
  examples: {
    good: [
      {
        before: definitionOf({ '/items': { get: operation('ListItems') } }),
        after: definitionOf({
          '/items': { get: operation('ListItems') },
          '/v2/items': { get: operation('ListItems_V2') },
        }),
      },
    ],
    bad: [
      {
        before: definitionOf({ '/items': { get: operation('ListItems'), post: operation('AddItem') } }),
        after: definitionOf({ '/items': { get: operation('ListItems') } }),
        at: ['/paths'],
      },
      {
        before: definitionOf({ '/items': { get: operation('ListItems') } }),
        after: definitionOf({ '/items': { get: operation('GetItems') } }),
        at: ['/paths'],
      },
    ],
  },
};
