import { isObject } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import type { DefinitionIndex, OperationEntry } from '../definition-index.js';
import { oncePer } from './once-per.js';
import { operationsUsing } from './operations-using.js';
import type { Path } from './path.js';
import { reachedSchemas } from './reached-schemas.js';
import { withMember } from './with-member.js';

/** A place in an operation's input that the platform fills with the address to call when something happens. */
export interface NotificationUrl {
  /** Where it is written down. */
  readonly at: Path;
  /** The parameter or schema. */
  readonly value: JsonObject;
  /** True when it and everything around it in the body is required; the body itself always is, whatever it says. */
  readonly required: boolean;
  /** True when it or something around it is hidden from makers of flows. */
  readonly internal: boolean;
}

const mark = 'x-ms-notification-url';
/** So many schemas are looked at for a whole definition; the largest real ones need a thirtieth of it. */
const mostSchemas = 100_000;

/** True for the parameter or schema that is marked as such a place. */
export function isNotificationUrl(value: JsonObject): boolean {
  return value[mark] === true;
}

/** The operations that register a webhook, each with its places for the address; operations without one are left out. */
export const notificationUrls = oncePer(
  (index: DefinitionIndex): ReadonlyMap<OperationEntry, readonly NotificationUrl[]> => {
    const urls = new Map<OperationEntry, NotificationUrl[]>();
    const places = new Map(
      withMember(index.schemas, mark).flatMap(({ value, at }) => (isNotificationUrl(value) ? [[value, at]] : [])),
    );
    if (places.size === 0 && !index.parameters.some(({ value }) => isNotificationUrl(value))) return urls;

    const using = new Set<OperationEntry>();
    for (const operations of new Set([...places.values()].map(at => operationsUsing(index, at)))) {
      for (const operation of operations) using.add(operation);
    }
    const budget = { left: mostSchemas };
    for (const operation of index.operations) {
      const found: NotificationUrl[] = [];
      for (const { at, value, internal } of operation.parameters) {
        if (isNotificationUrl(value)) found.push({ at, value, required: value.required === true, internal });
        if (!using.has(operation) || !isObject(value.schema)) continue;
        const start = { schema: value.schema, required: true, internal };
        for (const { schema, ...way } of reachedSchemas(index.follow, [start], budget)) {
          const place = places.get(schema);
          if (place) found.push({ at: place, value: schema, ...way });
        }
      }
      if (found.length > 0) urls.set(operation, found);
    }
    return urls;
  },
);

/** Each of the places once, as the first operation that uses it comes to it. */
export function notificationPlaces(index: DefinitionIndex): NotificationUrl[] {
  const places = new Map<JsonObject, NotificationUrl>();
  for (const urls of notificationUrls(index).values()) {
    for (const url of urls) if (!places.has(url.value)) places.set(url.value, url);
  }
  return [...places.values()];
}
