import { isObject, objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { infoWith } from '../examples.js';
import { shown } from '../functions/quoted.js';

// Ratchet instead of error: the service itself writes the status into what it publishes, and the publisher works on with that.
const at = ['info', 'x-ms-api-annotation', 'status'];

export default defineRule({
  on: 'definition',
  id: 'connector-status-not-set-by-publisher',
  severity: 'ratchet',
  description: 'A submission does not say of itself that the connector is in production; it may say "Preview".',
  docs: {
    why: 'The status tells users that others have proven the connector. A publisher who writes it gives himself the mark.',
    fix: 'Remove `info.x-ms-api-annotation.status`, or set it to "Preview".',
    source: 'Swagger Validator: ProductionStatusOnBetaService; PowerPlatformConnectors repository, pull request 327.',
  },
  *check({ root }) {
    const annotation = objectOf(root.info)['x-ms-api-annotation'];
    if (!isObject(annotation)) return;
    const { status } = annotation;
    if (status === undefined || status === 'Preview') return;
    yield { at, message: `The definition gives the connector the status ${shown(status)}.` };
  },
  examples: {
    of: infoWith,
    good: [{ 'x-ms-api-annotation': { status: 'Preview' } }, { 'x-ms-api-annotation': {} }, {}],
    bad: [
      { part: { 'x-ms-api-annotation': { status: 'Production' } }, at: ['/info/x-ms-api-annotation/status'] },
      { part: { 'x-ms-api-annotation': { status: 1 } }, at: ['/info/x-ms-api-annotation/status'] },
    ],
  },
});
