import type { DefinitionReport } from '../define-rule.js';
import { isObject } from '../../src/core/json-value.js';
import { textOf } from './text-of.js';
import type { JsonObject } from '../../src/core/json-value.js';
import type { Path } from './path.js';

const member = 'x-ms-connector-metadata';

/** The connector's metadata entry of this name, in any spelling of its letters' case (the reference programme accepts both). */
export function metadataEntry(root: JsonObject, name: string): { readonly at: Path; readonly value: unknown } | null {
  const entries = root[member];
  if (!Array.isArray(entries)) return null;
  const position = entries.findIndex(
    entry =>
      isObject(entry) &&
      typeof entry.propertyName === 'string' &&
      entry.propertyName.toLowerCase() === name.toLowerCase(),
  );
  const entry: unknown = entries[position];
  return isObject(entry) ? { at: [member, position], value: entry.propertyValue } : null;
}

/** A report when the metadata is there but lacks an entry, or its value is empty. */
export function* missingMetadata(root: JsonObject, name: string): Iterable<DefinitionReport> {
  if (!Array.isArray(root[member])) return;
  const entry = metadataEntry(root, name);
  if (entry === null) yield { at: [member], message: `The metadata has no entry "${name}".` };
  else if (textOf(entry.value) === null) {
    yield { at: [...entry.at, 'propertyValue'], message: `The metadata entry "${name}" has no value.` };
  }
}
