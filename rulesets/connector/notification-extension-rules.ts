import { objectOf } from '../../src/core/json-value.js';
import { defineRule } from '../define-rule.js';
import { webhookWith } from '../example-webhook.js';
import { notificationUrls } from '../functions/notification-urls.js';
import { quoted, shown } from '../functions/quoted.js';

const member = 'x-ms-notification';

const fetching = (part: object) => ({
  post: { parameters: [{ name: 'shop', in: 'query', type: 'string' }, hookBody] },
  paths: {
    '/items': { get: { operationId: 'ListNewItems', 'x-ms-trigger': 'batch', [member]: { operationId }, ...part } },
  },
});
const operationId = 'WhenItemChanges';
const hookBody = {
  name: 'body',
  in: 'body',
  required: true,
  schema: {
    type: 'object',
    required: ['url'],
    properties: { url: { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' } },
  },
};

export default defineRule({
  on: 'definition',
  id: 'notification-extension-rules',
  severity: 'error',
  description: 'A trigger that is asked when its webhook reports names a webhook that takes the same parameters.',
  docs: {
    why: 'The platform registers the named webhook for the trigger; when it cannot, the flow starts late or never.',
    fix: 'Use `x-ms-notification` only in triggers that are no webhooks themselves, name a webhook operation in it, and give parameters of the same name the same type and visibility in both.',
    source:
      'Swagger Validator: NotificationExtensionSupportedForTriggerOnly, NotificationExtensionNotSupportedInWebhookOperation, NotificationOperationMustBeWebhook, ParamtersWithSameNameMustHaveSameTypeAndVisibility.',
  },
  *check(index) {
    const urls = notificationUrls(index);
    for (const operation of index.operations) {
      const written = operation.value[member];
      if (written === undefined) continue;
      const at = [...operation.at, member];
      const label = quoted(operation.label);
      if (operation.trigger === null) yield { at, message: `The operation ${label} is no trigger.` };
      if (urls.has(operation)) yield { at, message: `The operation ${label} is itself a webhook.` };

      const { operationId } = objectOf(written);
      const webhook = typeof operationId === 'string' ? index.operationsById.get(operationId)?.[0] : undefined;
      if (!webhook || !urls.has(webhook)) {
        yield {
          at: operationId === undefined ? at : [...at, 'operationId'],
          message: `${operationId === undefined ? 'It' : shown(operationId)} names no operation that registers a webhook.`,
        };
        continue;
      }
      const subscribed = new Map(webhook.parameters.map(parameter => [parameter.name, parameter]));
      for (const { name, value, at: place } of operation.parameters) {
        const twin = name === null ? undefined : subscribed.get(name);
        if (!twin || twin.value === value) continue;
        for (const part of ['type', 'x-ms-visibility'] as const) {
          if (value[part] === twin.value[part]) continue;
          yield {
            at: value[part] === undefined ? place : [...place, part],
            message: `The parameter ${quoted(name ?? '')} has another ${part === 'type' ? 'type' : 'visibility'} in the webhook ${quoted(webhook.label)}.`,
          };
        }
      }
    }
  },
  examples: {
    of: webhookWith,
    good: [fetching({}), fetching({ parameters: [{ name: 'shop', in: 'query', type: 'string' }] }), {}],
    bad: [
      { part: fetching({ 'x-ms-trigger': undefined }), at: [`/paths/~1items/get/${member}`] },
      { part: { post: { [member]: { operationId } } }, at: [`/paths/~1hooks/post/${member}`] },
      {
        part: fetching({ [member]: { operationId: 'DeleteHook' } }),
        at: [`/paths/~1items/get/${member}/operationId`],
      },
      { part: fetching({ [member]: {} }), at: [`/paths/~1items/get/${member}`] },
      {
        part: fetching({ parameters: [{ name: 'shop', in: 'query', type: 'integer' }] }),
        at: ['/paths/~1items/get/parameters/0/type'],
      },
      {
        part: fetching({ parameters: [{ name: 'shop', in: 'query', type: 'string', 'x-ms-visibility': 'advanced' }] }),
        at: ['/paths/~1items/get/parameters/0/x-ms-visibility'],
      },
    ],
  },
});
