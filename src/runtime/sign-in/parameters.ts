import { arrayOf, isObject, objectOf, own } from '../../core/json-value.js';
import type { JsonObject } from '../../core/json-value.js';
import type { Connection } from '../../core/ports/connections.js';
import { problem } from '../../core/problems.js';
import { textOf } from '../json.js';
import { givenValue } from './connection-value.js';
import { parameterSetMember } from './members.js';

/** One value that a user gives when making a connection. */
export interface DeclaredParameter {
  readonly name: string;
  /** In lower case: the reference programme writes `oauthSetting`, and `oAuthSetting` is met as well. */
  readonly type: string;
  readonly required: boolean;
  /** False where values are no secret by their kind: a number, a switch, a choice from a published list. */
  readonly secret: boolean;
  readonly declaration: JsonObject;
}

/** The parameters that a connection is made of. */
export interface ParameterSet {
  /** Null where the connector has no sets to choose from. */
  readonly name: string | null;
  readonly parameters: readonly DeclaredParameter[];
}

/**
 * The parameters that this connection uses, read from the parsed JSON of apiProperties.json: the only ones, or the set that the
 * connection's member `$parameterSet` names; without that, the first set. Throws `connection-set-unknown`.
 */
export function parameterSetOf(properties: unknown, connection: Connection): ParameterSet {
  const declared = objectOf(own(properties, 'properties'));
  const sets = arrayOf(own(own(declared, 'connectionParameterSets'), 'values')).filter(isObject);
  const names = sets.map((set, index) => textOf(own(set, 'name')) ?? String(index + 1));
  const asked = givenValue(connection, parameterSetMember);
  if (asked !== null && !names.includes(asked)) {
    throw problem('connection-set-unknown', { asked, known: names.join(', ') || 'none' });
  }
  const chosen = asked === null ? 0 : names.indexOf(asked);
  const single = objectOf(own(declared, 'connectionParameters'));
  if (asked === null && (sets.length === 0 || Object.keys(single).length > 0)) {
    return { name: null, parameters: parametersIn(single) };
  }
  return { name: names[chosen] ?? null, parameters: parametersIn(objectOf(own(sets[chosen], 'parameters'))) };
}

/** The parameter that signs in with OAuth; null when the set has none. */
export function oauthParameterOf({ parameters }: ParameterSet): DeclaredParameter | null {
  return parameters.find(({ type }) => type === 'oauthsetting') ?? null;
}

function parametersIn(declared: JsonObject): DeclaredParameter[] {
  return Object.entries(declared).flatMap(([name, declaration]) =>
    isObject(declaration) ? [parameterOf(name, declaration)] : [],
  );
}

function parameterOf(name: string, declaration: JsonObject): DeclaredParameter {
  const type = (textOf(own(declaration, 'type')) ?? 'string').toLowerCase();
  const constraints = own(own(declaration, 'uiDefinition'), 'constraints');
  const choices = [...arrayOf(own(declaration, 'allowedValues')), ...arrayOf(own(constraints, 'allowedValues'))];
  // The reference programme writes booleans of constraints as strings; real booleans are met all the same.
  const claims = (constraint: string) => String(own(constraints, constraint)) === 'true';
  return {
    name,
    type,
    required: claims('required') && !claims('hidden') && own(declaration, 'defaultValue') === undefined,
    secret: type !== 'int' && type !== 'bool' && choices.length === 0,
    declaration,
  };
}
