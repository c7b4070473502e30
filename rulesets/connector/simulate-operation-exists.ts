import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted, shown } from '../functions/quoted.js';

const simulating = (simulate: object) => ({ 'x-ms-operation-context': { simulate } });
const simulate = '/paths/~1items~1{id}/get/x-ms-operation-context/simulate';

export default defineRule({
  on: 'definition',
  id: 'simulate-operation-exists',
  severity: 'error',
  description: 'The operation that simulates a trigger exists in the definition.',
  docs: {
    why: 'A flow that starts from the trigger cannot be tested without waiting for a real event.',
    fix: 'Write the operationId exactly as the operation has it; upper and lower case count.',
    source: 'OpenAPI extensions for custom connectors, `x-ms-operation-context`; apiDefinition.swagger.schema.json.',
  },
  *check({ operations, operationsById, idsByLowerCase }) {
    for (const { value, at } of operations) {
      const { simulate } = objectOf(value['x-ms-operation-context']);
      if (simulate === undefined) continue;
      const { operationId } = objectOf(simulate);
      if (typeof operationId === 'string' && operationsById.has(operationId)) continue;
      const meant = typeof operationId === 'string' ? idsByLowerCase.get(operationId.trim().toLowerCase()) : undefined;
      const place = [
        ...at,
        'x-ms-operation-context',
        'simulate',
        ...(operationId === undefined ? [] : ['operationId']),
      ];
      yield {
        at: place,
        message: `The definition has no operation ${shown(operationId)}.`,
        ...(meant !== undefined && {
          fix: `Write it ${quoted(meant)}.`,
          repair: { kind: 'set', at: place, value: meant },
        }),
      };
    }
  },
  examples: {
    of: operationWith,
    good: [simulating({ operationId: 'GetItem', parameters: { id: '7' } }), {}],
    bad: [
      { part: simulating({ operationId: 'getitem' }), at: [`${simulate}/operationId`] },
      { part: simulating({}), at: [simulate] },
    ],
  },
});
