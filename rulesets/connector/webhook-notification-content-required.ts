import { isObject, objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { webhookWith } from '../example-webhook.js';
import { notificationUrls } from '../functions/notification-urls.js';
import { quoted } from '../functions/quoted.js';

const member = 'x-ms-notification-content';
const content = { schema: { type: 'object', properties: { id: { type: 'string' } } } };

export default defineRule({
  on: 'definition',
  id: 'webhook-notification-content-required',
  severity: 'error',
  description: 'The path of a webhook describes in `x-ms-notification-content` what the webhook is sent.',
  docs: {
    why: 'Users cannot use anything of the event in the rest of their flow, because the designer does not know what is in it.',
    fix: 'Add `x-ms-notification-content` with a `schema` to the path, beside the operation and not in it.',
    source: 'Swagger Validator: OperationMustHaveNotificationContentExtension; apiDefinition.swagger.schema.json.',
  },
  *check(index) {
    for (const { pathItem, value, label, at } of notificationUrls(index).keys()) {
      const written = pathItem.value[member];
      if (isObject(objectOf(written).schema)) continue;
      if (written === undefined && value[member] !== undefined) {
        yield {
          at: [...at, member],
          message: `What the webhook ${quoted(label)} is sent is described in the operation instead of beside it.`,
          fix: `Move "${member}" out of the operation, into ${quoted(pathItem.template)}.`,
        };
      } else {
        yield {
          at: written === undefined ? pathItem.at : [...pathItem.at, member],
          message: `The definition does not describe what the webhook ${quoted(label)} is sent.`,
        };
      }
    }
  },
  examples: {
    of: webhookWith,
    good: [{}, { hooks: { [member]: { schema: { $ref: '#/definitions/Item' } } } }],
    bad: [
      { part: { hooks: { [member]: undefined } }, at: ['/paths/~1hooks'] },
      { part: { hooks: { [member]: { description: 'The item.' } } }, at: [`/paths/~1hooks/${member}`] },
      {
        part: { hooks: { [member]: undefined }, post: { [member]: content } },
        at: [`/paths/~1hooks/post/${member}`],
      },
    ],
  },
});
