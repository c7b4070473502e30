import type { Connection } from '../../core/ports/connections.js';
import { Problem, problem } from '../../core/problems.js';
import type { Credential, SignIn } from '../credential.js';
import type { Definition, Operation } from '../definition.js';
import type { EgressPolicy } from '../egress-policy.js';
import type { Redactor } from '../redact.js';
import { apiKeyCredential, apiKeyParameters } from './api-key.js';
import { basicNames } from './basic.js';
import { connectionValue, givenValue, headerText } from './connection-value.js';
import type { ConnectionStore } from './connection-store.js';
import { oauthSettingsOf } from './oauth-settings.js';
import { oauthParameterOf, parameterSetOf } from './parameters.js';
import type { DeclaredParameter, ParameterSet } from './parameters.js';
import { alternativesOf } from './schemes.js';
import type { Scheme } from './schemes.js';
import { createTokenSource } from './token-source.js';
import type { TokenSource } from './token-source.js';

/** What signing in needs to know. */
export interface SignInOptions {
  readonly definition: Definition;
  /** Parsed JSON of apiProperties.json. */
  readonly properties: unknown;
  readonly connection: Connection;
  /** Where new tokens are kept; null: nowhere. */
  readonly store: ConnectionStore | null;
  readonly egress: EgressPolicy;
  readonly redactor: Redactor;
  readonly now: () => Date;
  /** Of the run: ends requests to the token endpoint. */
  readonly signal: AbortSignal;
}

/** How one operation signs in: fixed credentials, and a token beside them or not. */
interface Plan {
  readonly fixed: readonly Credential[];
  readonly withToken: boolean;
}

/**
 * Works out how every operation signs in and gets the first token, so that whatever is missing is told before anything is called.
 * Throws `connection-set-unknown`, `connection-parameter-missing`, `connection-parameter-unusable`, `sign-in-unsupported`,
 * `sign-in-needed`, and `token-endpoint-unusable`, `-refused` and `-failed`.
 */
export async function prepareSignIn(options: SignInOptions): Promise<SignIn> {
  const { definition, connection } = options;
  const set = parameterSetOf(options.properties, connection);
  requireTypedIn(set, connection);
  const plans = new Map<string, Plan>();
  for (const operation of definition.operations) {
    plans.set(operation.pointer, planOf(alternativesOf(definition, operation, set), set, connection));
  }
  const needsToken = [...plans.values()].some(({ withToken }) => withToken);
  const tokens = needsToken ? tokenSourceOf(options, set) : null;
  await tokens?.current();
  return signInWith(plans, tokens);
}

function signInWith(plans: ReadonlyMap<string, Plan>, tokens: TokenSource | null): SignIn {
  const handedOut = new Map<string, string>();
  const planFor = ({ pointer }: Operation): Plan => plans.get(pointer) ?? { fixed: [], withToken: false };
  return {
    async credentialsFor(operation, signal) {
      signal.throwIfAborted();
      const { fixed, withToken } = planFor(operation);
      if (!withToken || tokens === null) return fixed;
      const token = await tokens.current();
      signal.throwIfAborted();
      if (!headerText.test(token)) throw problem('connection-parameter-unusable', { name: 'access token' });
      handedOut.set(operation.pointer, token);
      return [{ place: 'header', name: 'authorization', value: `Bearer ${token}` }, ...fixed];
    },
    async renew(operation, signal) {
      signal.throwIfAborted();
      const used = handedOut.get(operation.pointer);
      return used === undefined || tokens === null ? false : tokens.renew(used);
    },
  };
}

/** Parts of an OAuth parameter, `token:…`, are asked for where a token is got: a connection that has one needs none of them. */
function requireTypedIn({ parameters }: ParameterSet, connection: Connection): void {
  for (const { name, type, required } of parameters) {
    const typedIn = type !== 'oauthsetting' && type !== 'gatewaysetting' && !name.includes(':');
    if (typedIn && required) connectionValue(connection, name);
  }
}

function tokenSourceOf(options: SignInOptions, set: ParameterSet): TokenSource {
  const { definition, connection, store, egress, redactor, now, signal } = options;
  const settings = oauthSettingsOf(oauthParameterOf(set) ?? undeclared, definition, connection);
  return createTokenSource(settings, connection, store, { egress, redactor, now, signal });
}

/** For a definition that signs in with OAuth though the properties do not ask for it: its own addresses are used. */
const undeclared: DeclaredParameter = {
  name: 'token',
  type: 'oauthsetting',
  required: false,
  secret: true,
  declaration: {},
};

/** The first alternative that the connection has everything for; else the first one's lack is told. */
function planOf(alternatives: readonly Scheme[][], set: ParameterSet, connection: Connection): Plan {
  let lack: Problem | null = null;
  for (const schemes of alternatives) {
    try {
      return planWith(schemes, set, connection);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      lack ??= error;
    }
  }
  if (lack !== null) throw lack;
  return { fixed: [], withToken: false };
}

/**
 * A connector whose users are asked for nothing has no credentials to send, whatever its definition says: the platform calls it
 * without.
 */
function planWith(schemes: readonly Scheme[], set: ParameterSet, connection: Connection): Plan {
  if (set.parameters.length === 0 && Object.keys(connection).length === 0) return { fixed: [], withToken: false };
  const withToken = schemes.some(({ type }) => type === 'oauth2');
  if (withToken) requireTokenPart(set, connection);
  const keys = apiKeyParameters(
    schemes.filter(({ type }) => type === 'apiKey'),
    set,
  );
  const fixed = schemes.flatMap(scheme => {
    const credential = fixedCredential(scheme, keys.get(scheme), set, connection);
    return credential === null ? [] : [credential];
  });
  return { fixed, withToken };
}

/** Without any part of a token there is nothing to begin with, and another way in may be open. */
function requireTokenPart(set: ParameterSet, connection: Connection): void {
  const prefix = `${(oauthParameterOf(set) ?? undeclared).name}:`;
  if (Object.keys(connection).some(name => name.startsWith(prefix))) return;
  throw problem('sign-in-needed', { reason: 'holds no token' });
}

function fixedCredential(
  scheme: Scheme,
  key: string | undefined,
  set: ParameterSet,
  connection: Connection,
): Credential | null {
  if (scheme.type === 'apiKey' && key !== undefined) return apiKeyCredential(scheme, key, connection);
  if (scheme.type !== 'basic') return null;
  const { user, password } = basicNames(set);
  // A password may be empty, and is with services that sign in with a key in place of the user's name.
  const declared = set.parameters.some(({ name, required }) => name === password && required);
  const secret = declared || givenValue(connection, password) !== null ? connectionValue(connection, password) : '';
  const pair = `${connectionValue(connection, user)}:${secret}`;
  return { place: 'header', name: 'authorization', value: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` };
}
