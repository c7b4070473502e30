import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Connection } from '../../core/ports/connections.js';
import { problem } from '../../core/problems.js';
import type { Definition } from '../definition.js';
import type { Redactor } from '../redact.js';
import { tokenMembers } from './members.js';
import { oauthSettingsOf } from './oauth-settings.js';
import type { OAuthSettings } from './oauth-settings.js';
import { oauthParameterOf, parameterSetOf } from './parameters.js';
import { said } from './refusal.js';
import { encodeForm } from './template.js';
import { askForTokens } from './token-endpoint.js';
import type { TokenContext } from './token-endpoint.js';
import { asWritten, codeRequest, filled, hasMember, withQuery } from './token-request.js';
import { urlOf } from '../../core/url.js';

/** What has to be kept between the moment a person is sent to the provider and the moment the answer comes back. Secret. */
export interface PendingSignIn {
  readonly state: string;
  readonly codeVerifier: string;
  readonly redirectUrl: string;
}

/** What the provider sends back with the person: RFC 6749 §4.1.2 and §4.1.2.1. */
export interface AuthorizationAnswer {
  readonly state: string;
  readonly code?: string | undefined;
  readonly error?: string | undefined;
  readonly errorDescription?: string | undefined;
}

/**
 * How a person signs in to this connector. `properties` is the parsed JSON of apiProperties.json. Throws `sign-in-not-interactive`
 * when nobody can, `connection-parameter-missing` when the connector leaves the client id to its users and the connection has none.
 */
export function interactiveSettings(
  definition: Definition,
  properties: unknown,
  connection: Connection,
): OAuthSettings {
  const parameter = oauthParameterOf(parameterSetOf(properties, connection));
  if (parameter === null) throw problem('sign-in-not-interactive', { reason: 'It does not sign in with OAuth' });
  // An access token that is there already says nothing about whether a new one can be had.
  const { [tokenMembers(parameter.name).accessToken]: _, ...rest } = connection;
  const settings = oauthSettingsOf(parameter, definition, rest);
  if (settings.authorization.url === '') {
    throw problem('sign-in-not-interactive', { reason: 'Its properties name no authorization URL' });
  }
  if (settings.clientId === null && !settings.authorization.own) {
    throw problem('connection-parameter-missing', { name: tokenMembers(settings.parameter).clientId });
  }
  return settings;
}

/** A sign-in that begins: 256 bits of state, and a PKCE verifier of 43 characters (RFC 7636 §4.1). */
export function beginSignIn(redirectUrl: string): PendingSignIn {
  const random = () => randomBytes(32).toString('base64url');
  return { state: random(), codeVerifier: random(), redirectUrl };
}

/**
 * Where the person is sent: RFC 6749 §4.1.1 with PKCE (RFC 7636 §4.3). State and challenge are added to a template that lacks them.
 * Throws `connection-parameter-missing`, and `token-endpoint-unusable` when what comes of the template is no https URL.
 */
export function authorizationUrl(settings: OAuthSettings, pending: PendingSignIn): string {
  const codeChallenge = createHash('sha256').update(pending.codeVerifier).digest('base64url');
  const more = { state: pending.state, redirectUrl: pending.redirectUrl, codeChallenge };
  const url = filled(settings.authorization.url, settings, more, asWritten);
  let query = filled(settings.authorization.query, settings, more, encodeForm);
  if (!settings.authorization.own) query = query.replace(/&(?:scope|resource)=(?=&|$)/g, '');
  const add = (name: string, value: string) => {
    if (!hasMember(query, name)) query += `&${name}=${encodeForm(value)}`;
  };
  add('state', pending.state);
  add('code_challenge', codeChallenge);
  add('code_challenge_method', 'S256');
  const whole = urlOf(withQuery(url, query.replace(/^&/, '')));
  // Whoever is sent there follows it in a browser: nothing but a web page may come of it.
  if (whole === null || !/^https?:$/.test(whole.protocol)) {
    throw problem('token-endpoint-unusable', {
      host: 'The authorization endpoint',
      reason: 'Its address is no https URL.',
    });
  }
  return whole.href;
}

/** Throws `sign-in-not-begun` unless the answer is to this sign-in. */
export function requireState({ state }: AuthorizationAnswer, pending: PendingSignIn): void {
  const [given, expected] = [state, pending.state].map(text => createHash('sha256').update(text).digest());
  const same = given !== undefined && expected !== undefined && timingSafeEqual(given, expected);
  if (!same) throw problem('sign-in-not-begun');
}

/**
 * Exchanges the provider's answer for tokens and gives them as members of the connection. Throws `sign-in-not-begun` when the answer is
 * to another sign-in, `sign-in-declined` when the provider or the person said no, and what `askForTokens` throws.
 */
export async function completeSignIn(
  settings: OAuthSettings,
  pending: PendingSignIn,
  answer: AuthorizationAnswer,
  context: TokenContext,
): Promise<Record<string, string | null>> {
  requireState(answer, pending);
  if (answer.code === undefined) throw declined(answer, context.redactor);
  context.redactor.learn([answer.code, pending.codeVerifier]);
  const { url, form } = codeRequest(settings, {
    code: answer.code,
    redirectUrl: pending.redirectUrl,
    codeVerifier: pending.codeVerifier,
  });
  const { accessToken, refreshToken, expiresAt } = await askForTokens(url, form, context);
  const members = tokenMembers(settings.parameter);
  return {
    [members.accessToken]: accessToken,
    [members.refreshToken]: refreshToken,
    [members.expiresAt]: expiresAt?.toISOString() ?? null,
  };
}

function declined({ error, errorDescription }: AuthorizationAnswer, redactor: Redactor) {
  const code = said(error, redactor) ?? 'no code';
  const words = said(errorDescription, redactor);
  return problem('sign-in-declined', { answer: words === null ? code : `${code}: ${words}` });
}
