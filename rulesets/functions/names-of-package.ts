import { packageFileNames } from '../../src/core/package.js';
import { objectOf } from '../../src/core/json-value.js';
import type { OpenedPackage } from '../opened-package.js';
import type { Path } from './path.js';

/** A name that people or programs know a part of the connector by. */
export interface PackageName {
  readonly file: string;
  readonly at: Path;
  readonly text: string;
  /** What the name is of, in half a sentence. */
  readonly what: string;
}

/** Title, host and publisher: what users see of a connector in the list. */
export function* connectorNames({ definition, properties }: OpenedPackage): Iterable<PackageName> {
  const { root } = definition;
  yield* named(packageFileNames.definition, ['info', 'title'], objectOf(root.info).title, 'title');
  yield* named(packageFileNames.definition, ['host'], root.host, 'host');
  yield* named(packageFileNames.properties, ['properties', 'publisher'], properties.properties.publisher, 'publisher');
}

/** The operations' ids. */
export function* operationNames({ definition }: OpenedPackage): Iterable<PackageName> {
  for (const { id, at } of definition.operations) {
    yield* named(packageFileNames.definition, [...at, 'operationId'], id, 'operationId');
  }
}

/** The names of connection parameters. */
export function* connectionParameterNames({ properties }: OpenedPackage): Iterable<PackageName> {
  for (const { name, at } of properties.connectionParameters) {
    yield { file: packageFileNames.properties, at, text: name, what: 'connection parameter' };
  }
}

/** The names by which values are sent: of parameters and of properties. */
export function* valueNames({ definition }: OpenedPackage): Iterable<PackageName> {
  for (const { name, at } of definition.parameters) {
    yield* named(packageFileNames.definition, [...at, 'name'], name, 'parameter name');
  }
  for (const { property, at } of definition.schemas) {
    yield* named(packageFileNames.definition, at, property, 'property name');
  }
}

/** What users read instead of operations' and parameters' names. */
export function* summaries({ definition }: OpenedPackage): Iterable<PackageName> {
  for (const { value, at } of definition.operations) {
    yield* named(packageFileNames.definition, [...at, 'summary'], value.summary, 'summary');
  }
  for (const { value, at } of definition.parameters) {
    yield* named(packageFileNames.definition, [...at, 'x-ms-summary'], value['x-ms-summary'], 'summary');
  }
}

function* named(file: string, at: Path, text: unknown, what: string): Iterable<PackageName> {
  if (typeof text === 'string') yield { file, at, text, what };
}
