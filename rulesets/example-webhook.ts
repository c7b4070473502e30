import type { JsonObject } from '../src/core/json-value.js';
import { definitionWith } from './examples.js';
import type { ExamplePackage } from './examples.js';

/** What an example changes of the faultless webhook `POST /hooks`; a member that is undefined is taken away. */
export interface WebhookPart {
  /** Members of the operation. */
  readonly post?: JsonObject;
  /** The schema of its body, at `/paths/~1hooks/post/parameters/0/schema`. */
  readonly body?: JsonObject;
  /** Members of the path item `/hooks`. */
  readonly hooks?: JsonObject;
  /** Members of `paths`. */
  readonly paths?: JsonObject;
}

const body = {
  type: 'object',
  required: ['url'],
  properties: { url: { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' } },
};

/** A connector whose one trigger is a webhook. */
export function webhookWith(part: WebhookPart): ExamplePackage {
  return definitionWith({
    paths: {
      '/hooks': {
        'x-ms-notification-content': {
          description: 'The item that changed.',
          schema: { type: 'object', properties: { id: { type: 'string' } } },
        },
        post: {
          operationId: 'WhenItemChanges',
          summary: 'When an item changes',
          description: 'This operation triggers when an item of the stock changes.',
          'x-ms-trigger': 'single',
          'x-ms-trigger-hint': 'Change an item to see it work.',
          parameters: [{ name: 'body', in: 'body', required: true, schema: part.body ?? body }],
          responses: { '201': { description: 'The webhook.' } },
          ...part.post,
        },
        ...part.hooks,
      },
      '/hooks/{id}': {
        delete: {
          operationId: 'DeleteHook',
          summary: 'Delete a webhook',
          description: 'Deletes a webhook.',
          'x-ms-visibility': 'internal',
          parameters: [{ name: 'id', in: 'path', type: 'string', required: true }],
          responses: { '204': { description: 'Deleted.' } },
        },
      },
      ...part.paths,
    },
  });
}
