import { own } from '../../core/json-value.js';
import type { Operation } from '../../runtime/definition.js';
import type { ViewSchema } from './schema-view.js';

/** How an operation starts flows. A kind that is tested as what it is gets its cases beside the others, below `cases/`. */
export type TriggerKind = 'none' | 'polling' | 'webhook';

/** Levels of a body that are looked through. */
const deepest = 6;

/**
 * What kind of trigger an operation is: one that asks where it is to be called (`x-ms-notification-url`) is a webhook, any other is asked
 * again and again. Polling triggers are called like every other operation; webhooks are told as untested.
 */
export function triggerKindOf({ declaration, parameters }: Operation, view: ViewSchema): TriggerKind {
  if (own(declaration, 'x-ms-trigger') === undefined) return 'none';
  const isWebhook = parameters.some(
    parameter =>
      own(parameter.declaration, 'x-ms-notification-url') === true || asksForCallback(parameter.schema, view, 0),
  );
  return isWebhook ? 'webhook' : 'polling';
}

function asksForCallback(schema: unknown, view: ViewSchema, depth: number): boolean {
  const viewed = depth > deepest ? null : view(schema);
  if (viewed === null) return false;
  if (own(viewed.keywords, 'x-ms-notification-url') === true) return true;
  return [...viewed.properties.values()].some(property => asksForCallback(property, view, depth + 1));
}
