import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { missingCompanion } from '../functions/companion.js';
import { dynamicCalls } from '../functions/dynamic-calls.js';

const values = { operationId: 'GetItem', 'value-path': 'id' };

export default defineRule({
  on: 'definition',
  id: 'dynamic-list-companion',
  severity: 'info',
  description: '`x-ms-dynamic-list` stands beside every `x-ms-dynamic-values` that calls an operation.',
  docs: {
    why: 'Newer designers read the newer extension, which can also refer to properties in a body; older ones read the older.',
    fix: 'Add `x-ms-dynamic-list` with the same operation, `itemsPath`, `itemValuePath` and `itemTitlePath`.',
    source: 'OpenAPI extensions for custom connectors, dynamic values.',
  },
  *check(index) {
    for (const call of dynamicCalls(index)) {
      if (call.extension !== 'x-ms-dynamic-values' || call.operationId === undefined) continue;
      if (missingCompanion(call) === null) continue;
      yield { at: call.at, message: 'There is no "x-ms-dynamic-list" beside this "x-ms-dynamic-values".' };
    }
  },
  examples: {
    of: parameterWith,
    good: [
      { 'x-ms-dynamic-values': values, 'x-ms-dynamic-list': { operationId: 'GetItem', itemValuePath: 'id' } },
      { 'x-ms-dynamic-values': { capability: 'file-picker', 'value-path': 'id' } },
    ],
    bad: [
      { part: { 'x-ms-dynamic-values': values }, at: ['/paths/~1items~1{id}/get/parameters/1/x-ms-dynamic-values'] },
    ],
  },
});
