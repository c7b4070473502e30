import { defineRule } from '../define-rule.js';
import { webhookWith } from '../example-webhook.js';
import { notificationPlaces } from '../functions/notification-urls.js';

const url = { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' };
const target = (required: readonly string[]) => ({ type: 'object', required, properties: { url } });
const body = (required: readonly string[], inner: readonly string[]) => ({
  type: 'object',
  required,
  properties: { target: target(inner) },
});
const schema = '/paths/~1hooks/post/parameters/0/schema';

export default defineRule({
  on: 'definition',
  id: 'webhook-notification-url-required-chain',
  severity: 'error',
  description: 'The place for the address that a webhook calls is required, and so is everything around it.',
  docs: {
    why: 'What is hidden and not required is left out of the request, and the service never learns which address to call.',
    fix: 'Add the property to `required`, and each object around it to the `required` of the next.',
    source: 'Swagger Validator: NotificationUrlNotRequired.',
  },
  *check(index) {
    for (const { required, at } of notificationPlaces(index)) {
      if (!required)
        yield { at, message: 'The place for the address to call, or something around it, is not required.' };
    }
  },
  examples: {
    of: webhookWith,
    good: [{ body: body(['target'], ['url']) }],
    bad: [
      { part: { body: target([]) }, at: [`${schema}/properties/url`] },
      { part: { body: body([], ['url']) }, at: [`${schema}/properties/target/properties/url`] },
      {
        part: { post: { parameters: [{ name: 'url', in: 'query', ...url }] } },
        at: ['/paths/~1hooks/post/parameters/0'],
      },
    ],
  },
});
