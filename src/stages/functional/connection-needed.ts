import { readJson } from '../../core/json-text.js';
import { arrayOf, objectOf, own } from '../../core/json-value.js';
import { packageFileNames } from '../../core/package.js';
import type { PackageContent } from '../../core/package.js';
import { readDefinition } from '../../runtime/definition.js';
import { needsSignIn } from './sign-in-needed.js';

/**
 * Whether testing this package takes a connection. `yes`: the definition says that an operation is called signed in. `perhaps`: users give
 * values for a connection, which may be needed or not. Tolerant: what is malformed declares nothing. Pure.
 */
export function connectionNeeded(content: PackageContent): 'yes' | 'perhaps' | 'no' {
  const json = (path: string) => readJson(content.read(path) ?? new Uint8Array()).value;
  const definition = readDefinition(json(packageFileNames.definition));
  if (definition.operations.some(operation => needsSignIn(definition, operation))) return 'yes';
  const properties = own(json(packageFileNames.properties), 'properties');
  const sets = arrayOf(own(objectOf(own(properties, 'connectionParameterSets')), 'values'));
  const parameters = Object.keys(objectOf(own(properties, 'connectionParameters')));
  return parameters.length > 0 || sets.length > 0 ? 'perhaps' : 'no';
}
