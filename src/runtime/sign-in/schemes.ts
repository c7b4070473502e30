import { arrayOf, isObject, objectOf, own } from '../../core/json-value.js';
import type { JsonObject } from '../../core/json-value.js';
import type { Definition, Operation } from '../definition.js';
import { basicNames } from './basic.js';
import { oauthParameterOf } from './parameters.js';
import type { ParameterSet } from './parameters.js';

/** One way in that a definition declares (OpenAPI 2.0, Security Scheme Object). */
export interface Scheme {
  readonly name: string;
  readonly type: 'basic' | 'apiKey' | 'oauth2';
  readonly declaration: JsonObject;
}

const types = ['basic', 'apiKey', 'oauth2'] as const;

/** What stands for OAuth where the properties ask for it and the definition does not say so: the platform sends the token all the same. */
const impliedOauth: Scheme = { name: 'oauth2', type: 'oauth2', declaration: {} };
const impliedBasic: Scheme = { name: 'basic', type: 'basic', declaration: {} };

/**
 * The ways in which an operation can be signed in to: any one of the lists will do, all schemes of a list go together. `[[]]` for an
 * operation that is open.
 *
 * The operation's own `security` counts, else the definition's. An empty list of an operation says that it is open. An empty list of
 * the definition says nothing: the reference programme's designer writes it beside a security definition that it then uses (46 of 410
 * published connectors). Names that are not declared are left out; where nothing is left, the first definition is used, as the platform
 * does. Where a connector has sets of parameters, the chosen set decides.
 */
export function alternativesOf(definition: Definition, operation: Operation, set: ParameterSet): readonly Scheme[][] {
  const declared = declaredSchemes(definition.document);
  const ofOperation = own(operation.declaration, 'security');
  if (Array.isArray(ofOperation) && ofOperation.length === 0) return [[]];
  const wanted = arrayOf(ofOperation ?? own(definition.document, 'security')).filter(isObject);
  const found = wanted.flatMap(requirement => {
    const names = Object.keys(requirement);
    const known = declared.filter(({ name }) => names.includes(name));
    return names.length === 0 || known.length > 0 ? [known] : [];
  });
  return bySet(found.length > 0 ? found : asThePlatformDoes(declared, set), declared, set);
}

function asThePlatformDoes(declared: readonly Scheme[], set: ParameterSet): Scheme[][] {
  const [first] = declared;
  if (first !== undefined) return [[first]];
  return oauthParameterOf(set) === null ? [[]] : [[impliedOauth]];
}

/** A set of several says how its users sign in, whatever the definition, which knows one way only, declares. */
function bySet(alternatives: Scheme[][], declared: readonly Scheme[], set: ParameterSet): readonly Scheme[][] {
  const kind = kindOf(set);
  if (kind === null || alternatives.some(list => list.some(({ type }) => type === kind))) {
    return kind === null ? alternatives : alternatives.filter(list => list.some(({ type }) => type === kind));
  }
  const fitting = declared.find(({ type }) => type === kind);
  if (kind === 'apiKey') return fitting === undefined ? [[]] : [[fitting]];
  return [[fitting ?? (kind === 'oauth2' ? impliedOauth : impliedBasic)]];
}

/** Null where there are no sets to choose from, so that the definition decides. */
function kindOf(set: ParameterSet): Scheme['type'] | null {
  if (set.name === null) return null;
  if (oauthParameterOf(set) !== null) return 'oauth2';
  const { user, password } = basicNames(set);
  const has = (wanted: string) => set.parameters.some(({ name }) => name === wanted);
  return has(user) && has(password) ? 'basic' : 'apiKey';
}

function declaredSchemes(document: JsonObject): Scheme[] {
  return Object.entries(objectOf(own(document, 'securityDefinitions'))).flatMap(([name, declaration]) => {
    const type = types.find(known => known === own(declaration, 'type'));
    return type !== undefined && isObject(declaration) ? [{ name, type, declaration }] : [];
  });
}
