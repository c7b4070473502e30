import { strangers } from './model-faults.js';
import { oncePer } from './once-per.js';
import { openApiModel } from './openapi-model.js';
import type { OpenApiEntry } from './openapi-model.js';

/**
 * The members that an object of a definition does not have by its kind, for each object that has such members. References are left
 * out: ref-no-siblings speaks of what stands beside one.
 */
export const openApiStrangers = oncePer(
  (objects: readonly OpenApiEntry[]): ReadonlyMap<OpenApiEntry, readonly string[]> => {
    const found = new Map<OpenApiEntry, readonly string[]>();
    for (const entry of objects) {
      if (Object.hasOwn(entry.value, '$ref')) continue;
      const names = strangers(openApiModel, entry);
      if (names.length > 0) found.set(entry, names);
    }
    return found;
  },
);
