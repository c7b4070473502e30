import type { JsonObject } from '../../src/core/json-value.js';

/** True when makers of flows do not see it: `x-ms-visibility: internal`. */
export function isInternal(value: JsonObject): boolean {
  return value['x-ms-visibility'] === 'internal';
}
