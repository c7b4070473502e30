import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { dynamicCalls } from '../functions/dynamic-calls.js';

const parameter = '/paths/~1items~1{id}/get/parameters/1';

export default defineRule({
  on: 'definition',
  id: 'dynamic-operation-id-required',
  severity: 'error',
  description: 'A dynamic list or schema names the operation that it calls.',
  docs: {
    why: 'Without an operation to call, the list stays empty and users have to guess what to enter.',
    fix: 'Add `operationId` with the operation that gives the values, or take the extension away.',
    source: 'OpenAPI extensions for custom connectors; apiDefinition.swagger.schema.json.',
  },
  *check(index) {
    for (const { extension, value, operationId, at } of dynamicCalls(index)) {
      if (operationId !== undefined || value.builtInOperation !== undefined || value.capability !== undefined) continue;
      yield { at, message: `This part of "${extension}" names no operation to call.` };
    }
  },
  examples: {
    of: parameterWith,
    good: [
      { 'x-ms-dynamic-values': { operationId: 'GetItem', 'value-path': 'id' } },
      { 'x-ms-dynamic-values': { builtInOperation: 'AadGraph.GetUsers', 'value-path': 'id' } },
      { 'x-ms-dynamic-values': { capability: 'file-picker', 'value-path': 'Id' } },
    ],
    bad: [
      { part: { 'x-ms-dynamic-values': { 'value-path': 'id' } }, at: [`${parameter}/x-ms-dynamic-values`] },
      { part: { 'x-ms-dynamic-list': 'GetItem' }, at: [`${parameter}/x-ms-dynamic-list`] },
      {
        part: { 'x-ms-dynamic-tree': { open: { operationId: 'GetItem' }, browse: {} } },
        at: [`${parameter}/x-ms-dynamic-tree/browse`],
      },
    ],
  },
});
