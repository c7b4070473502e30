import { arrayOf, isObject, objectOf, own } from '../../core/json-value.js';
import type { JsonObject } from '../../core/json-value.js';
import { pointerTo, textOf } from '../../runtime/json.js';

/** How a user proves who they are when making a connection, as far as it makes a difference to the user. */
export type SignInKind = 'oauth2' | 'basic' | 'apiKey' | 'none';

/** A kind of sign-in as the object of a sentence. */
export const signInWords: Record<SignInKind, string> = {
  oauth2: 'OAuth 2.0',
  basic: 'a user name and password',
  apiKey: 'an API key',
  none: 'no sign-in',
};

/** One way to make a connection. */
export interface SignIn {
  /** The name of its set of parameters, where the connector offers a choice of sets; else null. */
  readonly set: string | null;
  readonly kind: SignInKind;
  /** What the user is asked for, by its name. */
  readonly parameters: ReadonlySet<string>;
  /** Where it is described in apiProperties.json. */
  readonly pointer: string;
}

/** Every way to make a connection that one version offers: without a set first, if at all, then by its set. */
export type SignIns = readonly [SignIn, ...SignIn[]];

/**
 * Reads how a connector signs in: from its connection parameters, one list or several sets of them, and from the definition's
 * `securityDefinitions` where the parameters do not tell. Where neither asks for anything, there is one way, which is no sign-in.
 */
export function readSignIns(properties: unknown, definition: unknown): SignIns {
  const holder = own(properties, 'properties');
  const schemes = schemesIn(definition);
  const sets = arrayOf(own(own(holder, 'connectionParameterSets'), 'values')).flatMap((value, index) => {
    const name = textOf(own(value, 'name'));
    const pointer = pointerTo('/properties/connectionParameterSets/values', index);
    return name === null ? [] : [signInOf(name, own(value, 'parameters'), schemes, pointer)];
  });
  const parameters = own(holder, 'connectionParameters');
  const [first, ...others] = sets;
  if (first !== undefined && Object.keys(objectOf(parameters)).length === 0) return [first, ...others];
  return [signInOf(null, parameters, schemes, innermost(properties, holder, parameters)), ...sets];
}

function signInOf(set: string | null, written: unknown, schemes: ReadonlySet<unknown>, pointer: string): SignIn {
  const parameters = objectOf(written);
  return { set, kind: kindOf(parameters, schemes), parameters: new Set(Object.keys(parameters)), pointer };
}

/** The place of the connection parameters, or of what should hold them. */
function innermost(properties: unknown, holder: unknown, parameters: unknown): string {
  if (isObject(parameters)) return '/properties/connectionParameters';
  return isObject(properties) && isObject(holder) ? '/properties' : '';
}

function kindOf(parameters: JsonObject, schemes: ReadonlySet<unknown>): SignInKind {
  const all = Object.entries(parameters);
  const types = new Set(all.map(([, value]) => textOf(own(value, 'type'))?.toLowerCase()));
  if (types.has('oauthsetting') || (all.length === 0 && schemes.has('oauth2'))) return 'oauth2';
  const names = all.map(([name]) => name);
  const named = (word: RegExp) => names.some(name => word.test(name));
  if (named(/user|login|e-?mail/i) && named(/pass|pwd/i)) return 'basic';
  if (schemes.has('basic') !== schemes.has('apiKey')) return schemes.has('basic') ? 'basic' : 'apiKey';
  return types.has('securestring') || schemes.has('apiKey') ? 'apiKey' : 'none';
}

function schemesIn(definition: unknown): ReadonlySet<unknown> {
  return new Set(Object.values(objectOf(own(definition, 'securityDefinitions'))).map(scheme => own(scheme, 'type')));
}
