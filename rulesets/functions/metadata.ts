import type { DefinitionReport } from '../define-rule.js';
import { arrayOf, isObject } from '../../src/core/json-value.js';
import { textOf } from './text-of.js';
import type { JsonObject } from '../../src/core/json-value.js';
import type { Path } from './path.js';

const member = 'x-ms-connector-metadata';

/** The names that entries of the metadata have. */
export const metadataNames = ['Website', 'Privacy policy', 'Categories'] as const;
export type MetadataName = (typeof metadataNames)[number];

/** Every entry of the connector's metadata that has a name. */
export function* metadataEntries(
  root: JsonObject,
): Iterable<{ readonly at: Path; readonly name: string; readonly value: unknown }> {
  for (const [position, entry] of arrayOf(root[member]).entries()) {
    if (!isObject(entry) || typeof entry.propertyName !== 'string') continue;
    yield { at: [member, position], name: entry.propertyName, value: entry.propertyValue };
  }
}

/** The connector's metadata entry of this name, in any spelling of its letters' case (the reference programme accepts both). */
export function metadataEntry(
  root: JsonObject,
  name: MetadataName,
): { readonly at: Path; readonly value: unknown } | null {
  for (const entry of metadataEntries(root)) {
    if (entry.name.toLowerCase() === name.toLowerCase()) return entry;
  }
  return null;
}

/** The entries that are addresses of pages, as far as there are any; `at` is the address. */
export function metadataAddresses(
  root: JsonObject,
): readonly { readonly at: Path; readonly value: unknown; readonly name: MetadataName }[] {
  const names = ['Website', 'Privacy policy'] as const;
  return names.flatMap(name => {
    const entry = metadataEntry(root, name);
    return entry ? [{ at: [...entry.at, 'propertyValue'], value: entry.value, name }] : [];
  });
}

/** A report when the metadata is there but lacks an entry, or its value is empty. */
export function* missingMetadata(root: JsonObject, name: MetadataName): Iterable<DefinitionReport> {
  if (!Array.isArray(root[member])) return;
  const entry = metadataEntry(root, name);
  if (entry === null) yield { at: [member], message: `The metadata has no entry "${name}".` };
  else if (textOf(entry.value) === null) {
    yield { at: [...entry.at, 'propertyValue'], message: `The metadata entry "${name}" has no value.` };
  }
}
