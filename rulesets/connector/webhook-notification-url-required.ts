import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import type { OperationEntry } from '../definition-index.js';
import { webhookWith } from '../example-webhook.js';
import { notificationUrls } from '../functions/notification-urls.js';
import { quoted } from '../functions/quoted.js';

const url = { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' };
const object = (properties: object) => ({ type: 'object', required: Object.keys(properties), properties });

export default defineRule({
  on: 'definition',
  id: 'webhook-notification-url-required',
  severity: 'error',
  description: 'A webhook has exactly one place for the address to call.',
  docs: {
    why: 'The platform cannot tell the service where to report an event, so the flow never starts.',
    fix: 'Mark the one property or parameter that takes the address with `"x-ms-notification-url": true`.',
    source: 'Swagger Validator: WebhookOperationsMissingNotificationUrlProperty.',
  },
  *check(index) {
    const urls = notificationUrls(index);
    for (const operation of index.operations) {
      const found = urls.get(operation) ?? [];
      if (found.length === 0 && isWebhook(operation)) {
        yield {
          at: operation.at,
          message: `The webhook ${quoted(operation.label)} has no place for the address to call.`,
        };
      }
      for (const { at } of found.slice(1)) {
        yield {
          at,
          message: `The webhook ${quoted(operation.label)} has more than one place for the address to call.`,
        };
      }
    }
  },
  examples: {
    of: webhookWith,
    good: [
      {},
      {
        body: object({ url: { type: 'string' } }),
        post: { 'x-ms-trigger-metadata': { mode: 'polling', kind: 'query' } },
      },
      { body: object({ url: { type: 'string' } }), post: { 'x-ms-trigger': undefined } },
    ],
    bad: [
      { part: { body: object({ url: { type: 'string' } }) }, at: ['/paths/~1hooks/post'] },
      {
        part: { body: object({ url, other: url }) },
        at: ['/paths/~1hooks/post/parameters/0/schema/properties/other'],
      },
    ],
  },
});

/** A trigger that registers something: one that only reads is asked again and again, as is one that says so. */
function isWebhook({ trigger, method, value }: OperationEntry): boolean {
  if (trigger !== 'single' || method === 'get' || method === 'head' || method === 'options') return false;
  return objectOf(value['x-ms-trigger-metadata']).mode !== 'polling';
}
