import { defineRule } from '../define-rule.js';
import { webhookWith } from '../example-webhook.js';
import { notificationPlaces } from '../functions/notification-urls.js';
import { shown } from '../functions/quoted.js';

const body = (url: object) => ({
  type: 'object',
  required: ['url'],
  properties: { url: { 'x-ms-notification-url': true, 'x-ms-visibility': 'internal', ...url } },
});
const url = '/paths/~1hooks/post/parameters/0/schema/properties/url';

export default defineRule({
  on: 'definition',
  id: 'webhook-notification-url-string',
  severity: 'error',
  description: 'The place for the address that a webhook calls is a text.',
  docs: {
    why: 'The platform writes an address, which does not fit anything but a text, and registering the webhook fails.',
    fix: 'Give the property or parameter the type "string".',
    source: 'Swagger Validator: NotificationUrlNotString.',
  },
  *check(index) {
    for (const { value, at } of notificationPlaces(index)) {
      const { type } = value;
      // Without a type it takes anything, a text too.
      if (type === 'string' || type === undefined) continue;
      yield { at: [...at, 'type'], message: `The place for the address to call has the type ${shown(type)}.` };
    }
  },
  examples: {
    of: webhookWith,
    good: [{ body: body({ type: 'string' }) }, { body: body({}) }],
    bad: [{ part: { body: body({ type: 'object' }) }, at: [`${url}/type`] }],
  },
});
