import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { quoted, shown } from '../functions/quoted.js';
import { missingInputs } from '../functions/required-inputs.js';

const testing = (testConnection: unknown) => ({ 'x-ms-capabilities': { testConnection } });
const parameters = { id: '7' };
const at = ['x-ms-capabilities', 'testConnection'] as const;
const pointer = '/x-ms-capabilities/testConnection';
const changing = { put: { operationId: 'PutItem', responses: { '204': { description: 'Changed.' } } } };

export default defineRule({
  on: 'definition',
  id: 'test-connection-operation-exists',
  severity: 'error',
  description: 'The operation that tests a connection exists, only reads, and is given all that it requires.',
  docs: {
    why: 'Every new connection is tested with it; when it cannot be called, good credentials look wrong.',
    fix: 'Name a GET operation that exists, and write fixed values for its required parameters into `parameters`.',
    source: 'Implement test connection (connector documentation).',
  },
  *check(index) {
    const test = objectOf(index.root['x-ms-capabilities']).testConnection;
    if (test === undefined) return;
    const { operationId, parameters } = objectOf(test);
    const place = operationId === undefined ? at : [...at, 'operationId'];
    const operation = typeof operationId === 'string' ? index.operationsById.get(operationId)?.[0] : undefined;
    if (!operation) {
      const meant =
        typeof operationId === 'string' ? index.idsByLowerCase.get(operationId.trim().toLowerCase()) : undefined;
      yield {
        at: place,
        message: `The definition has no operation ${shown(operationId)} to test a connection with.`,
        ...(meant !== undefined && {
          fix: `Write it ${quoted(meant)}.`,
          repair: { kind: 'set', at: place, value: meant },
        }),
      };
      return;
    }
    if (operation.method !== 'get') {
      yield {
        at: place,
        message: `${quoted(operation.label)} tests connections, but is a ${operation.method.toUpperCase()} and no GET.`,
      };
    }
    for (const name of missingInputs(index, operation, Object.keys(objectOf(parameters)))) {
      yield {
        at: parameters === undefined ? at : [...at, 'parameters'],
        message: `${quoted(operation.label)} tests connections, but is not given ${quoted(name)}, which it requires.`,
      };
    }
  },
  examples: {
    of: definitionWith,
    good: [testing({ operationId: 'GetItem', parameters }), { 'x-ms-capabilities': undefined }],
    bad: [
      { part: testing({ operationId: 'getItem', parameters }), at: [`${pointer}/operationId`] },
      { part: testing({}), at: [pointer] },
      {
        part: { ...testing({ operationId: 'PutItem' }), paths: { '/items': changing } },
        at: [`${pointer}/operationId`],
      },
      { part: testing({ operationId: 'GetItem' }), at: [pointer] },
      { part: testing({ operationId: 'GetItem', parameters: {} }), at: [`${pointer}/parameters`] },
    ],
  },
});
