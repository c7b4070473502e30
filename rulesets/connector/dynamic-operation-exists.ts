import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { dynamicCalls } from '../functions/dynamic-calls.js';
import { quoted, shown } from '../functions/quoted.js';

const parameter = '/paths/~1items~1{id}/get/parameters/1';

export default defineRule({
  on: 'definition',
  id: 'dynamic-operation-exists',
  severity: 'error',
  description: 'The operation that a dynamic list or schema calls exists in the definition.',
  docs: {
    why: 'The list stays empty, or the fields never appear, and users cannot go on.',
    fix: 'Write the operationId exactly as the operation has it; upper and lower case count.',
    source: 'Swagger Validator: OperationIdNotFound.',
  },
  *check(index) {
    for (const { operationId, operation, at } of dynamicCalls(index)) {
      if (operationId === undefined || operation !== null) continue;
      const meant =
        typeof operationId === 'string' ? index.idsByLowerCase.get(operationId.trim().toLowerCase()) : undefined;
      const place = [...at, 'operationId'];
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
    of: parameterWith,
    good: [
      { 'x-ms-dynamic-values': { operationId: 'GetItem', 'value-path': 'id', 'value-title': 'name' } },
      { 'x-ms-dynamic-values': { builtInOperation: 'AadGraph.GetUsers', 'value-path': 'id' } },
    ],
    bad: [
      {
        part: { 'x-ms-dynamic-values': { operationId: 'getItem', 'value-path': 'id' } },
        at: [`${parameter}/x-ms-dynamic-values/operationId`],
      },
      {
        part: { 'x-ms-dynamic-tree': { open: { operationId: 'GetItem' }, browse: { operationId: 'ListFolder' } } },
        at: [`${parameter}/x-ms-dynamic-tree/browse/operationId`],
      },
    ],
  },
});
