import { isObject, objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';

export default defineRule({
  on: 'definition',
  id: 'test-connection-present',
  severity: 'info',
  description: 'A connector that needs credentials names an operation to test a connection with.',
  docs: {
    why: 'With it users learn at once that a key is wrong, instead of when their flow fails.',
    fix: 'Add `x-ms-capabilities` with a `testConnection` whose `operationId` is a GET that needs no input and costs little.',
    source: 'Implement test connection (connector documentation).',
  },
  *check({ root }) {
    if (Object.keys(objectOf(root.securityDefinitions)).length === 0) return;
    const capabilities = root['x-ms-capabilities'];
    if (objectOf(capabilities).testConnection !== undefined) return;
    yield {
      at: isObject(capabilities) ? ['x-ms-capabilities'] : [],
      message: 'The definition names no operation to test a connection with.',
    };
  },
  examples: {
    of: definitionWith,
    good: [
      { 'x-ms-capabilities': { testConnection: { operationId: 'GetItem', parameters: { id: '7' } } } },
      { securityDefinitions: {}, 'x-ms-capabilities': undefined },
    ],
    bad: [
      { part: { 'x-ms-capabilities': undefined }, at: [''] },
      { part: { 'x-ms-capabilities': { chunkTransfer: true } }, at: ['/x-ms-capabilities'] },
    ],
  },
});
