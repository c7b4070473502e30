import { arrayOf, isObject, objectOf, own } from '../core/json-value.js';
import { textOf, textsOf } from './json.js';
import type { JsonObject } from '../core/json-value.js';

/** One value that a user types in when making a connection. */
export interface ConnectionParameter {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  /** True unless the values are no secret by their kind: a number, a switch, a choice from a published list. */
  readonly secret: boolean;
}

/** One entry of `policyTemplateInstances`. */
export interface PolicyInstance {
  readonly template: string;
  readonly title: string;
  /** Empty: all operations. */
  readonly operationIds: readonly string[];
  readonly section: string;
  /** By their names without the prefix `x-ms-apimTemplateParameter.`. */
  readonly parameters: JsonObject;
  readonly pointer: string;
}

/** What the runtime needs to know of apiProperties.json. */
export interface ConnectorProperties {
  readonly connectionParameters: readonly ConnectionParameter[];
  readonly policies: readonly PolicyInstance[];
  /** OperationIds whose requests custom code handles; `all` when the list is there and empty. Null without custom code. */
  readonly scriptOperations: readonly string[] | 'all' | null;
}

const parameterPrefix = 'x-ms-apimTemplateParameter.';

/** Reads the parsed JSON of apiProperties.json. Tolerant: the lint stage reports what is malformed. */
export function readProperties(value: unknown, hasScript: boolean): ConnectorProperties {
  const properties = objectOf(own(value, 'properties'));
  return {
    connectionParameters: Object.entries(connectionParametersIn(properties)).flatMap(([name, declared]) =>
      isObject(declared) ? [connectionParameterOf(name, declared)] : [],
    ),
    policies: arrayOf(own(properties, 'policyTemplateInstances')).flatMap((entry, index) =>
      isObject(entry) ? [policyOf(entry, `/properties/policyTemplateInstances/${index}`)] : [],
    ),
    scriptOperations: scriptOperationsOf(own(properties, 'scriptOperations'), hasScript),
  };
}

/** The single set of parameters, or the first of several ways to sign in, which is the one that is tested. */
function connectionParametersIn(properties: JsonObject): JsonObject {
  const single = objectOf(own(properties, 'connectionParameters'));
  if (Object.keys(single).length > 0) return single;
  const [first] = arrayOf(own(own(properties, 'connectionParameterSets'), 'values'));
  return objectOf(own(first, 'parameters'));
}

function connectionParameterOf(name: string, declared: JsonObject): ConnectionParameter {
  const type = textOf(own(declared, 'type')) ?? 'string';
  const constraints = own(own(declared, 'uiDefinition'), 'constraints');
  const hidden = String(own(constraints, 'hidden')) === 'true';
  return {
    name,
    type,
    // The reference programme writes booleans of constraints as strings; real booleans are met all the same.
    required: String(own(constraints, 'required')) === 'true' && !hidden && own(declared, 'defaultValue') === undefined,
    secret: type !== 'int' && type !== 'bool' && arrayOf(own(declared, 'allowedValues')).length === 0,
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
    operationIds: textsOf(own(written, 'x-ms-apimTemplate-operationName')),
    section: textOf(own(written, 'x-ms-apimTemplate-policySection')) ?? 'Request',
    parameters: Object.fromEntries(parameters),
    pointer,
  };
}

function scriptOperationsOf(value: unknown, hasScript: boolean): readonly string[] | 'all' | null {
  if (!hasScript) return null;
  const named = textsOf(value);
  return named.length === 0 ? 'all' : named;
}
