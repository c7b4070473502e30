import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';
import { annotations, isProduction } from '../functions/annotations.js';
import { quoted } from '../functions/quoted.js';

const operation = { operationId: 'ListItems', summary: 'List items', description: 'Lists items.', responses: {} };
const statuses = (connector: string | null, status: string) => ({
  info: {
    title: 'Contoso Stock',
    description: 'Looks up and changes what a Contoso warehouse has in stock.',
    version: '1.0.0',
    ...(connector !== null && { 'x-ms-api-annotation': { status: connector } }),
  },
  paths: { '/items': { get: { ...operation, 'x-ms-api-annotation': { status } } } },
});
const status = '/paths/~1items/get/x-ms-api-annotation/status';

export default defineRule({
  on: 'definition',
  id: 'annotation-status-not-ahead',
  severity: 'warning',
  description: 'No operation is in production before the connector is.',
  docs: {
    why: 'A connector is shown as a preview while its operation is not: users cannot tell what they may rely on.',
    fix: 'Leave `status` out of the annotation; the operation then has the status of the connector.',
    source: 'Swagger Validator: OperationStatusAheadOfConnector.',
  },
  *check(index) {
    if (isProduction(objectOf(objectOf(index.root.info)['x-ms-api-annotation']))) return;
    for (const {
      operation: { label },
      at,
      inProduction,
    } of annotations(index)) {
      if (!inProduction) continue;
      yield {
        at: [...at, 'status'],
        message: `The operation ${quoted(label)} is in production, the connector is not.`,
      };
    }
  },
  examples: {
    of: definitionWith,
    good: [statuses('Production', 'Production'), statuses('Preview', 'Preview'), {}],
    bad: [
      { part: statuses('Preview', 'Production'), at: [status] },
      { part: statuses(null, 'Production'), at: [status] },
    ],
  },
});
