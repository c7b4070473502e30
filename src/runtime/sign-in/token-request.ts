import { problem } from '../../core/problems.js';
import type { OAuthSettings, TokenTemplates } from './oauth-settings.js';
import { defaultTemplates } from './providers.js';
import { encodeForm, fill, variablesIn, withoutEmpty } from './template.js';
import type { Variables } from './template.js';

/** A request to a token endpoint, ready to be sent. */
export interface TokenRequest {
  readonly url: string;
  readonly form: string;
}

/** What an answer of the authorization endpoint is exchanged with. */
export interface CodeExchange {
  readonly code: string;
  readonly redirectUrl: string;
  readonly codeVerifier: string;
}

/** Exchanges a code for tokens: RFC 6749 §4.1.3 with PKCE (RFC 7636 §4.5). Throws `connection-parameter-missing`. */
export function codeRequest(settings: OAuthSettings, { code, redirectUrl, codeVerifier }: CodeExchange): TokenRequest {
  const { url, form } = requestOf(settings, settings.token, { code, redirectUrl, codeVerifier });
  // A connector's own body knows nothing of PKCE. Who does not expect the member passes over it (RFC 6749 §3.2).
  return { url, form: hasMember(form, 'code_verifier') ? form : `${form}&code_verifier=${encodeForm(codeVerifier)}` };
}

/** Exchanges a refresh token for new tokens: RFC 6749 §6. Throws `connection-parameter-missing`. */
export function refreshRequest(settings: OAuthSettings, refreshToken: string): TokenRequest {
  return requestOf(settings, settings.refresh, { refreshToken });
}

/**
 * Gets a token for the client itself (RFC 6749 §4.4), which is how a test without a person signs in. Null when the connection does not
 * hold what it takes. Throws `connection-parameter-missing`.
 */
export function clientRequest(settings: OAuthSettings): TokenRequest | null {
  if (settings.token.own && /grant_type=client_credentials/.test(settings.token.body)) {
    return requestOf(settings, settings.token, {});
  }
  if (settings.clientId === null || settings.clientSecret === null) return null;
  return requestOf(settings, { ...settings.token, body: defaultTemplates.clientBody, own: false }, {});
}

/** Every value that a template can name without the connection giving it. */
const standard = ['code', 'redirecturl', 'refreshtoken', 'codeverifier', 'codechallenge', 'state'];

/** A template filled with what is known. Throws `connection-parameter-missing` for a variable that only a user can give. */
export function filled(
  template: string,
  { parameter, variables }: Pick<OAuthSettings, 'parameter' | 'variables'>,
  more: Readonly<Record<string, string>>,
  encode: (value: string) => string,
): string {
  const all: Variables = new Map([
    ...variables,
    ...Object.entries(more).map(([name, value]) => [name.toLowerCase(), value] as const),
  ]);
  for (const name of variablesIn(template)) {
    if (!all.has(name.toLowerCase()) && !standard.includes(name.toLowerCase())) {
      throw problem('connection-parameter-missing', { name: `${parameter}:${name}` });
    }
  }
  return fill(template, all, encode);
}

/** Whether a form or query string has this member. */
export function hasMember(form: string, name: string): boolean {
  return form.split('&').some(pair => pair.startsWith(`${name}=`));
}

function requestOf(
  settings: OAuthSettings,
  templates: TokenTemplates,
  more: Readonly<Record<string, string>>,
): TokenRequest {
  const url = filled(templates.url, settings, more, asWritten);
  const query = filled(templates.query, settings, more, encodeForm);
  const form = filled(templates.body, settings, more, encodeForm);
  return { url: withQuery(url, query), form: templates.own ? form : withoutEmpty(form) };
}

/** In an address a variable is a whole origin, a piece of a host or a path: whatever comes of it is looked at by the egress guard. */
export function asWritten(value: string): string {
  return value;
}

/** The address with a query string after the one that it may have. */
export function withQuery(url: string, query: string): string {
  if (query === '') return url;
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}
