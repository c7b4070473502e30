import type { PackageContent } from '../../../core/package.js';
import { readJson } from '../../../core/json-text.js';
import { isObject, own } from '../../../core/json-value.js';
import { createFaultList } from './fault.js';
import type { OwnCollectionFault } from './fault.js';
import { collectionLimits } from './limits.js';
import { keptVariables } from './variables.js';

const environmentPath = /^tests\/[^/]+\.postman_environment\.json$/;

/** Which environment a collection runs in, and what is wrong with the environments. */
export interface Environments {
  environmentOf(collectionPath: string): object | null;
  readonly faults: readonly OwnCollectionFault[];
}

/**
 * Reads the environments of a package. A collection runs in the one of its own name (`tests/a.postman_collection.json` in
 * `tests/a.postman_environment.json`), or in the package's only one.
 */
export function readEnvironments(content: PackageContent, collectionPaths: readonly string[]): Environments {
  const paths = content.files.map(({ path }) => path).filter(path => environmentPath.test(path));
  const pathOf = (collectionPath: string): string | undefined => {
    const named = collectionPath.replace(/\.postman_collection\.json$/, '.postman_environment.json');
    return paths.find(path => path === named) ?? (paths.length === 1 ? paths[0] : undefined);
  };
  const used = new Set(collectionPaths.map(pathOf));
  const environments = new Map<string, object>();
  const faults: OwnCollectionFault[] = [];
  for (const path of paths.sort()) {
    const json = readJson(content.read(path) ?? new Uint8Array(), collectionLimits);
    const list = createFaultList(path, json);
    const [fault] = json.faults;
    if (fault || !isObject(json.value) || !Array.isArray(own(json.value, 'values'))) {
      list.add({
        rule: 'functional-own-collection',
        severity: 'error',
        pointer: fault?.pointer ?? '',
        message: fault ? `The environment cannot be read: ${fault.message}` : 'This is no Postman environment.',
        fix: 'Export the environment again.',
      });
    } else {
      const name = own(json.value, 'name');
      const values = keptVariables(own(json.value, 'values'), '/values', list);
      environments.set(path, {
        name: typeof name === 'string' ? name : path,
        values: values.map(({ key, value, disabled }) => ({ key, value, enabled: disabled !== true })),
      });
    }
    if (!used.has(path)) {
      list.add({
        rule: 'functional-own-collection',
        severity: 'warning',
        pointer: '',
        message: 'No collection runs in this environment.',
        fix: 'Name it like its collection, or remove it.',
      });
    }
    faults.push(...list.faults);
  }
  return { environmentOf: path => environments.get(pathOf(path) ?? '') ?? null, faults };
}
