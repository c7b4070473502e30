import { arrayOf, isObject, objectOf, own } from '../core/json-value.js';
import type { JsonObject } from '../core/json-value.js';
import type { Connection } from '../core/ports/connections.js';
import { textOf, textsOf } from './json.js';
import { parameterSetOf } from './sign-in/parameters.js';
import type { DeclaredParameter } from './sign-in/parameters.js';

/** One entry of `policyTemplateInstances`. */
export interface PolicyInstance {
  readonly template: string;
  readonly title: string;
  /** Empty: all operations. */
  readonly operationIds: readonly string[];
  /** As written; null where none is. */
  readonly section: string | null;
  /** By their names without the prefix `x-ms-apimTemplateParameter.`. */
  readonly parameters: JsonObject;
  readonly pointer: string;
}

/** What the runtime needs to know of apiProperties.json. */
export interface ConnectorProperties {
  /** Of the set that the connection uses, where there are several. */
  readonly connectionParameters: readonly DeclaredParameter[];
  readonly policies: readonly PolicyInstance[];
  /** OperationIds whose requests custom code handles; `all` when the list is there and empty. Null without custom code. */
  readonly scriptOperations: readonly string[] | 'all' | null;
}

const parameterPrefix = 'x-ms-apimTemplateParameter.';
const operationName = 'x-ms-apimTemplate-operationName';

/**
 * Reads the parsed JSON of apiProperties.json, for the connection that operations are called with: it says which of several sets of
 * parameters is used. Tolerant: the lint stage reports what is malformed. Throws `connection-set-unknown`.
 */
export function readProperties(value: unknown, hasScript: boolean, connection: Connection = {}): ConnectorProperties {
  const properties = objectOf(own(value, 'properties'));
  return {
    connectionParameters: parameterSetOf(value, connection).parameters,
    policies: arrayOf(own(properties, 'policyTemplateInstances')).flatMap((entry, index) =>
      isObject(entry) ? [policyOf(entry, `/properties/policyTemplateInstances/${index}`)] : [],
    ),
    scriptOperations: scriptOperationsOf(own(properties, 'scriptOperations'), hasScript),
  };
}

function policyOf(entry: JsonObject, pointer: string): PolicyInstance {
  const written = objectOf(own(entry, 'parameters'));
  const parameters = Object.entries(written).flatMap(([name, value]) =>
    name.startsWith(parameterPrefix) ? [[name.slice(parameterPrefix.length), value] as const] : [],
  );
  return {
    // Template ids are matched without regard to case, as the reference programme does.
    template: (textOf(own(entry, 'templateId')) ?? '').toLowerCase(),
    title: textOf(own(entry, 'title')) ?? '',
    operationIds: textsOf([own(written, operationName)].flat()),
    section: textOf(own(written, 'x-ms-apimTemplate-policySection')),
    parameters: Object.fromEntries(parameters),
    pointer,
  };
}

function scriptOperationsOf(value: unknown, hasScript: boolean): readonly string[] | 'all' | null {
  if (!hasScript) return null;
  const named = textsOf(value);
  return named.length === 0 ? 'all' : named;
}
