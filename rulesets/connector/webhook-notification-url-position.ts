import { defineRule } from '../define-rule.js';
import { webhookWith } from '../example-webhook.js';
import { isNotificationUrl } from '../functions/notification-urls.js';
import type { Path } from '../functions/path.js';
import { withMember } from '../functions/with-member.js';

const url = { type: 'string', 'x-ms-notification-url': true };
const object = (properties: object) => ({ type: 'object', properties });

export default defineRule({
  on: 'definition',
  id: 'webhook-notification-url-position',
  severity: 'error',
  description: 'Only what is sent to register a webhook has a place for the address to call.',
  docs: {
    why: 'The platform writes the address into requests only; elsewhere the mark does nothing, and the right place is left empty.',
    fix: 'Move `x-ms-notification-url` to the property of the body, or the parameter, that takes the address.',
    source: 'Swagger Validator: NotificationUrlNotAllowedInThisPosition.',
  },
  *check(index) {
    const message = 'Nothing is sent from here, so that no address can be written into it.';
    for (const { value, at } of [...index.pathItems, ...index.operations, ...index.responses]) {
      if (isNotificationUrl(value)) yield { at: [...at, 'x-ms-notification-url'], message };
    }
    for (const { value, at } of withMember(index.schemas, 'x-ms-notification-url')) {
      if (isNotificationUrl(value) && isAnswered(at)) yield { at: [...at, 'x-ms-notification-url'], message };
    }
  },
  examples: {
    of: webhookWith,
    good: [{}],
    bad: [
      {
        part: { hooks: { 'x-ms-notification-content': { schema: object({ url }) } } },
        at: ['/paths/~1hooks/x-ms-notification-content/schema/properties/url/x-ms-notification-url'],
      },
      {
        part: { post: { responses: { '201': { description: 'Made.', schema: object({ url }) } } } },
        at: ['/paths/~1hooks/post/responses/201/schema/properties/url/x-ms-notification-url'],
      },
      {
        part: { post: { 'x-ms-notification-url': true } },
        at: ['/paths/~1hooks/post/x-ms-notification-url'],
      },
    ],
  },
});

/**
 * True in an answer, and in what a webhook is sent. A member of `definitions` may describe both what is sent and what is answered,
 * so the mark has to be allowed there.
 */
function isAnswered(at: Path): boolean {
  return (
    at[0] === 'responses' || (at[0] === 'paths' && (at[2] === 'x-ms-notification-content' || at[3] === 'responses'))
  );
}
