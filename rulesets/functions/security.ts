import { arrayOf, isObject, objectOf, own } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import type { DefinitionIndex } from '../definition-index.js';
import type { Path } from './path.js';

/** A security definition: a way to sign in. */
export interface SecurityScheme {
  readonly name: string;
  readonly at: Path;
  readonly value: JsonObject;
}

/** A use of a security definition, for the whole definition or for one operation. */
export interface SecurityRequirement {
  readonly at: Path;
  /** The security definition's name. */
  readonly name: string;
  /** The scopes that are asked for; a list if it is right. */
  readonly scopes: unknown;
  /** Null when there is no security definition of this name. */
  readonly scheme: JsonObject | null;
}

/** Every security definition that is an object. */
export function securitySchemes({ root }: DefinitionIndex): readonly SecurityScheme[] {
  return Object.entries(objectOf(root.securityDefinitions)).flatMap(([name, value]) =>
    isObject(value) ? [{ name, at: ['securityDefinitions', name], value }] : [],
  );
}

/** Every use of a security definition, in the order of the document. */
export function* securityRequirements({ root, operations }: DefinitionIndex): Iterable<SecurityRequirement> {
  yield* requirementsOf(root, root.security, ['security']);
  for (const { value, at } of operations) yield* requirementsOf(root, value.security, [...at, 'security']);
}

function* requirementsOf(root: JsonObject, list: unknown, at: Path): Iterable<SecurityRequirement> {
  for (const [position, requirement] of arrayOf(list).entries()) {
    for (const [name, scopes] of Object.entries(objectOf(requirement))) {
      const scheme = own(root.securityDefinitions, name);
      yield { at: [...at, position, name], name, scopes, scheme: isObject(scheme) ? scheme : null };
    }
  }
}
