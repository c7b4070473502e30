import { defineRule } from '../define-rule.js';
import { webhookWith } from '../example-webhook.js';
import { notificationUrls } from '../functions/notification-urls.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'webhook-delete-operation',
  severity: 'warning',
  description: 'A connector with webhooks has an operation that deletes one.',
  docs: {
    why: 'When a flow is changed or deleted, its webhook stays registered and the service keeps calling an address that is gone.',
    fix: 'Add an internal DELETE operation for a webhook, and have the service answer the registration with 201 and a `Location` header that leads to it.',
    source: 'Use a webhook as a trigger (connector documentation), Delete the webhook.',
  },
  *check(index) {
    const [webhook] = notificationUrls(index).keys();
    if (!webhook || index.operations.some(({ method }) => method === 'delete')) return;
    yield {
      at: ['paths'],
      message: `${quoted(webhook.label)} registers a webhook, but no operation deletes one.`,
    };
  },
  examples: {
    of: webhookWith,
    good: [{}],
    bad: [{ part: { paths: { '/hooks/{id}': undefined } }, at: ['/paths'] }],
  },
});
