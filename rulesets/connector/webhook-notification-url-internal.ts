import { defineRule } from '../define-rule.js';
import { webhookWith } from '../example-webhook.js';
import { notificationPlaces } from '../functions/notification-urls.js';

const url = { type: 'string', 'x-ms-notification-url': true };
const body = (target: object, own: object) => ({
  type: 'object',
  required: ['target'],
  properties: { target: { type: 'object', required: ['url'], properties: { url: { ...url, ...own } }, ...target } },
});
const internal = { 'x-ms-visibility': 'internal' };

export default defineRule({
  on: 'definition',
  id: 'webhook-notification-url-internal',
  severity: 'error',
  description: 'Users do not see the place for the address that a webhook calls.',
  docs: {
    why: 'Users are asked for an address that only the platform knows, and what they enter keeps the flow from starting.',
    fix: 'Give the property, or an object around it, `"x-ms-visibility": "internal"`.',
    source: 'Swagger Validator: NotificationUrlNotInternal.',
  },
  *check(index) {
    for (const place of notificationPlaces(index)) {
      if (!place.internal) yield { at: place.at, message: 'Users see the place for the address to call.' };
    }
  },
  examples: {
    of: webhookWith,
    good: [{ body: body({}, internal) }, { body: body(internal, {}) }],
    bad: [
      {
        part: { body: body({}, {}) },
        at: ['/paths/~1hooks/post/parameters/0/schema/properties/target/properties/url'],
      },
    ],
  },
});
