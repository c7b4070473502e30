import type { Connection } from '../core/ports/connections.js';
import { problem } from '../core/problems.js';
import type { Definition, Operation } from './definition.js';
import { arrayOf, isObject, objectOf, own } from '../core/json-value.js';
import { textOf } from './json.js';
import type { JsonObject } from '../core/json-value.js';
import type { ConnectorProperties } from './properties.js';

/** What is added to a request so that the API knows who calls. */
export interface Credential {
  readonly place: 'header' | 'query';
  readonly name: string;
  readonly value: string;
}

/** Gives the credential that an operation is called with, or null where it is called without. */
export type SignIn = (operation: Operation) => Credential | null;

/** What may stand in a header: RFC 9110 §5.5, with Latin-1. */
export const headerText = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Where the value of an access token is looked for when the definition signs in with OAuth. */
const accessTokenName = 'access_token';

/**
 * Works out how every operation signs in: by its own `security`, else the definition's, else, as the platform does, by the first
 * security definition. Throws `connection-parameter-missing` when the connection lacks a value that a user has to give or that an
 * operation needs.
 */
export function prepareSignIn(definition: Definition, properties: ConnectorProperties, connection: Connection): SignIn {
  for (const parameter of properties.connectionParameters) {
    const typedIn = parameter.type !== 'oauthSetting' && parameter.type !== 'gatewaySetting';
    if (typedIn && parameter.required) connectionValue(connection, parameter.name);
  }
  const credentials = new Map<string, Credential | null>();
  for (const operation of definition.operations) {
    const scheme = schemeOf(definition, operation);
    credentials.set(operation.pointer, scheme === null ? null : credentialOf(scheme, properties, connection));
  }
  return operation => credentials.get(operation.pointer) ?? null;
}

/**
 * Every text that must not leave the service: the connection's values except those that are public by their kind, and what
 * basic sign-in makes of them.
 */
export function secretsOf(properties: ConnectorProperties, connection: Connection): string[] {
  const open = new Set(properties.connectionParameters.filter(parameter => !parameter.secret).map(({ name }) => name));
  const values = Object.entries(connection).flatMap(([name, value]) => (open.has(name) ? [] : [value]));
  const basic = basicNames(properties);
  const user = own(connection, basic.user);
  const password = own(connection, basic.password);
  const pair = typeof user === 'string' && typeof password === 'string' ? [`${user}:${password}`] : [];
  return [...values, ...pair];
}

interface Scheme {
  readonly name: string;
  readonly declaration: JsonObject;
}

function schemeOf(definition: Definition, operation: Operation): Scheme | null {
  const declared = objectOf(own(definition.document, 'securityDefinitions'));
  const [first] = Object.keys(declared);
  const requirements = own(operation.declaration, 'security') ?? own(definition.document, 'security');
  // An empty list says that the operation is open; so does an empty requirement inside it.
  const [required] = Array.isArray(requirements) ? arrayOf(requirements) : [];
  const name = Array.isArray(requirements) ? Object.keys(objectOf(required))[0] : first;
  const declaration = name === undefined ? undefined : own(declared, name);
  return name !== undefined && isObject(declaration) ? { name, declaration } : null;
}

function credentialOf(scheme: Scheme, properties: ConnectorProperties, connection: Connection): Credential | null {
  switch (own(scheme.declaration, 'type')) {
    case 'basic': {
      const { user, password } = basicNames(properties);
      const pair = `${connectionValue(connection, user)}:${connectionValue(connection, password)}`;
      return { place: 'header', name: 'authorization', value: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` };
    }
    case 'apiKey': {
      const name = textOf(own(scheme.declaration, 'name'));
      if (name === null) return null;
      const parameter = apiKeyName(scheme.name, properties);
      const value = connectionValue(connection, parameter);
      if (own(scheme.declaration, 'in') === 'query') return { place: 'query', name, value };
      if (!headerText.test(value)) throw problem('connection-parameter-unusable', { name: parameter });
      return { place: 'header', name: name.toLowerCase(), value };
    }
    case 'oauth2':
      // Brokering a token needs a browser and a person. Whoever tests gives one.
      return {
        place: 'header',
        name: 'authorization',
        value: `Bearer ${connectionValue(connection, accessTokenName)}`,
      };
    default:
      return null;
  }
}

/** The parameter named as the security definition is; else the only secret one; else the name everybody uses. */
function apiKeyName(scheme: string, { connectionParameters }: ConnectorProperties): string {
  if (connectionParameters.some(({ name }) => name === scheme)) return scheme;
  const [only, ...others] = connectionParameters.filter(({ type }) => type === 'securestring');
  return only !== undefined && others.length === 0 ? only.name : 'api_key';
}

function basicNames({ connectionParameters }: ConnectorProperties): { user: string; password: string } {
  const named = (pattern: RegExp) => connectionParameters.find(({ name }) => pattern.test(name))?.name;
  return { user: named(/^user|user_?name/i) ?? 'username', password: named(/^pass|password/i) ?? 'password' };
}

/** The value of a connection parameter. Throws `connection-parameter-missing` when there is none. */
export function connectionValue(connection: Connection, name: string): string {
  const value = own(connection, name);
  if (typeof value !== 'string' || value === '') throw problem('connection-parameter-missing', { name });
  // A line break would end the header that the value goes into and begin another.
  if (/[\r\n\0]/.test(value)) throw problem('connection-parameter-unusable', { name });
  return value;
}
