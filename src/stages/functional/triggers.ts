import { own } from '../../core/json-value.js';
import type { Operation } from '../../runtime/definition.js';
import type { ViewSchema } from './schema-view.js';
import { callbackPlaceOf } from './triggers/callback-place.js';

/** How an operation starts flows. */
export type TriggerKind = 'none' | 'polling' | 'webhook';

/**
 * What kind of trigger an operation is: one that asks where it is to be called (`x-ms-notification-url`) is a webhook, any other is asked
 * again and again.
 */
export function triggerKindOf(operation: Operation, view: ViewSchema): TriggerKind {
  if (own(operation.declaration, 'x-ms-trigger') === undefined) return 'none';
  return callbackPlaceOf(operation, view) === null ? 'polling' : 'webhook';
}
