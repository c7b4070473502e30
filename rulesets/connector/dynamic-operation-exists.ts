import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { isObject } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import type { Path } from '../functions/path.js';
import { quoted, shown } from '../functions/quoted.js';

/** The extensions that call an operation, with the members below them that name one; '' is the extension itself. */
const callers = [
  ['x-ms-dynamic-values', ['']],
  ['x-ms-dynamic-list', ['']],
  ['x-ms-dynamic-schema', ['']],
  ['x-ms-dynamic-properties', ['']],
  ['x-ms-dynamic-tree', ['open', 'browse']],
] as const;

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
  *check({ parameters, schemas, operationsById, idsByLowerCase }) {
    for (const { value, at } of [...parameters, ...schemas]) {
      for (const { id, at: place } of called(value, at)) {
        if (typeof id === 'string' && operationsById.has(id)) continue;
        const meant = typeof id === 'string' ? idsByLowerCase.get(id.trim().toLowerCase()) : undefined;
        yield {
          at: place,
          message: `The definition has no operation ${shown(id)}.`,
          ...(meant !== undefined && { fix: `Write it ${quoted(meant)}.` }),
        };
      }
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

function* called(value: JsonObject, at: Path): Iterable<{ id: unknown; at: Path }> {
  for (const [extension, members] of callers) {
    const caller = value[extension];
    if (!isObject(caller)) continue;
    for (const member of members) {
      const holder = member === '' ? caller : caller[member];
      if (!isObject(holder) || holder.operationId === undefined) continue;
      yield { id: holder.operationId, at: [...at, extension, ...(member === '' ? [] : [member]), 'operationId'] };
    }
  }
}
