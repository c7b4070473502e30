import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'operation-id-required',
  severity: 'error',
  description: 'Every operation has an operationId.',
  docs: {
    why: 'Flows store the id of the operation; without it an operation cannot be used, and saved flows break when it changes.',
    fix: 'Add an `operationId` in PascalCase that says what the operation does, such as "ListItems".',
    source: 'Swagger Validator: OperationIdRequired.',
  },
  *check({ operations }) {
    for (const { id, at, value, label } of operations) {
      if (id !== null) continue;
      const { operationId } = value;
      yield {
        at: operationId === undefined ? at : [...at, 'operationId'],
        message: `The operation ${quoted(label)} has no operationId.`,
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ operationId: 'ListItems' }],
    bad: [
      { part: { operationId: undefined }, at: ['/paths/~1items~1{id}/get'] },
      { part: { operationId: '' }, at: ['/paths/~1items~1{id}/get/operationId'] },
    ],
  },
});
