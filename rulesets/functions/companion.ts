import { isObject } from '../../src/core/json-value.js';
import type { DynamicCall, DynamicExtension } from './dynamic-calls.js';

/** The newer extension that says the same as an older one, but can name a property in a body; null for one that is itself newer. */
export function companionName(extension: DynamicExtension): DynamicExtension | null {
  if (extension === 'x-ms-dynamic-values') return 'x-ms-dynamic-list';
  return extension === 'x-ms-dynamic-schema' ? 'x-ms-dynamic-properties' : null;
}

/** The newer extension that a call of an older one lacks beside it; null where there is none to add. */
export function missingCompanion({ extension, holder }: DynamicCall): DynamicExtension | null {
  const name = companionName(extension);
  return name === null || isObject(holder.value[name]) ? null : name;
}
