import type { JsonFault } from '../../src/core/json-text.js';
import { packageFileNames } from '../../src/core/package.js';
import type { PackageReport } from '../define-rule.js';
import type { OpenedPackage } from '../opened-package.js';

/** What reading the two JSON files found of these kinds, each at its place. */
export function* jsonFaults(
  { definitionJson, propertiesJson }: OpenedPackage,
  kinds: readonly JsonFault['kind'][],
): Iterable<PackageReport> {
  const read = [
    [packageFileNames.definition, definitionJson],
    [packageFileNames.properties, propertiesJson],
  ] as const;
  for (const [file, json] of read) {
    for (const { kind, message, pointer, line, column } of json?.faults ?? []) {
      if (kinds.includes(kind)) yield { file, message, place: { line, column, pointer } };
    }
  }
}
