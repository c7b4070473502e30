import { arrayOf, isObject, objectOf } from '../src/core/json-value.js';
import type { JsonObject } from '../src/core/json-value.js';
import type { Path } from './functions/path.js';

/** A connection parameter: of the one set of parameters that most connectors have, or of one of several sets. */
export interface ConnectionParameterEntry {
  readonly name: string;
  readonly at: Path;
  readonly value: JsonObject;
}

/** One policy that the connector applies to its requests or answers. */
export interface PolicyEntry {
  readonly at: Path;
  readonly value: JsonObject;
  /** In lower case, because the platform ignores case here; null when none is given. */
  readonly template: string | null;
  /** The operations that it is limited to, each with its place; empty means all. */
  readonly operations: readonly { readonly at: Path; readonly id: string }[];
}

/** `apiProperties.json`, looked through once for all rules. */
export interface PropertiesIndex {
  /** The value of the file; undefined when it cannot be read. */
  readonly document: unknown;
  /** The member `properties`, empty when it is no object. */
  readonly properties: JsonObject;
  readonly connectionParameters: readonly ConnectionParameterEntry[];
  readonly policies: readonly PolicyEntry[];
}

const operationNames = 'x-ms-apimTemplate-operationName';

/** Looks through the properties. Takes any JSON value and never throws about its shape. */
export function indexProperties(document: unknown): PropertiesIndex {
  const properties = objectOf(objectOf(document).properties);
  const sets = arrayOf(objectOf(properties.connectionParameterSets).values);
  return {
    document,
    properties,
    connectionParameters: [
      ...connectionParameters(properties.connectionParameters, ['properties', 'connectionParameters']),
      ...sets.flatMap((set, position) =>
        connectionParameters(objectOf(set).parameters, [
          'properties',
          'connectionParameterSets',
          'values',
          position,
          'parameters',
        ]),
      ),
    ],
    policies: arrayOf(properties.policyTemplateInstances).flatMap((value, position) =>
      isObject(value) ? [policy(value, ['properties', 'policyTemplateInstances', position])] : [],
    ),
  };
}

function connectionParameters(parameters: unknown, at: Path): ConnectionParameterEntry[] {
  return Object.entries(objectOf(parameters)).flatMap(([name, value]) =>
    isObject(value) ? [{ name, at: [...at, name], value }] : [],
  );
}

function policy(value: JsonObject, at: Path): PolicyEntry {
  const names = objectOf(value.parameters)[operationNames];
  const place = [...at, 'parameters', operationNames];
  const operations =
    typeof names === 'string'
      ? [{ at: place, id: names }]
      : arrayOf(names).flatMap((id, position) => (typeof id === 'string' ? [{ at: [...place, position], id }] : []));
  return {
    at,
    value,
    template: typeof value.templateId === 'string' ? value.templateId.toLowerCase() : null,
    operations,
  };
}
