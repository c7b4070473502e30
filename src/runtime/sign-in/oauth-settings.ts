import { arrayOf, isObject, objectOf, own } from '../../core/json-value.js';
import type { JsonObject } from '../../core/json-value.js';
import type { Connection } from '../../core/ports/connections.js';
import { problem } from '../../core/problems.js';
import type { Definition } from '../definition.js';
import { textOf, textsOf } from '../json.js';
import { givenValue } from './connection-value.js';
import { tokenMembers } from './members.js';
import type { DeclaredParameter } from './parameters.js';
import { defaultTemplates, entraEndpoints, wellKnownProviders } from './providers.js';
import type { EndpointTemplates } from './providers.js';
import type { Variables } from './template.js';

/** How a connector gets its tokens, with what the connection gives for it. Templates are not filled yet. */
export interface OAuthSettings {
  /** Name of the connection parameter: `token`, nearly always. */
  readonly parameter: string;
  readonly provider: string;
  /** Null where the connector leaves it to its users, or has a placeholder in its place. */
  readonly clientId: string | null;
  readonly clientSecret: string | null;
  readonly authorization: { readonly url: string; readonly query: string; readonly own: boolean };
  readonly token: TokenTemplates;
  readonly refresh: TokenTemplates;
  /** All that is known of what templates name; `clientid`, `clientsecret`, `scopes` and `resourceuri` are always there. */
  readonly variables: Variables;
}

/** One request to the token endpoint. `own` is true where the connector wrote the body itself: it is then sent as written. */
export interface TokenTemplates {
  readonly url: string;
  readonly query: string;
  readonly body: string;
  readonly own: boolean;
}

/** Providers that sign in with what nobody can type in, such as a certificate of the platform's own. */
const beyondReach = ['aadcertificate'];

/**
 * Reads `oAuthSettings` of a connection parameter. What the connection gives as `<parameter>:<Name>` comes before the value that the
 * connector has for the same name. Addresses that the properties lack are taken from the definition's OAuth scheme.
 * Throws `sign-in-unsupported` for a provider that is neither known nor described.
 */
export function oauthSettingsOf(
  parameter: DeclaredParameter,
  definition: Definition,
  connection: Connection,
): OAuthSettings {
  const declared = objectOf(own(parameter.declaration, 'oAuthSettings'));
  const provider = (textOf(own(declared, 'identityProvider')) ?? 'oauth2').toLowerCase();
  const values = valuesOf(parameter.name, declared, connection);
  const value = (name: string) => values.get(name.toLowerCase()) || null;
  const members = tokenMembers(parameter.name);
  const clientId = givenValue(connection, members.clientId) ?? realClientId(own(declared, 'clientId'));
  const clientSecret = givenValue(connection, members.clientSecret);
  const resource = provider.startsWith('aad') ? value('resourceUri') : null;
  const endpoints = endpointsOf(provider, value, resource, definition);
  if (endpoints === null || beyondReach.includes(provider)) {
    if (givenValue(connection, members.accessToken) === null) {
      throw problem('sign-in-unsupported', { provider, member: members.accessToken });
    }
  }
  const { authorizationUrl, tokenUrl, refreshUrl, scopeDelimiter } = endpoints ?? nowhere;
  const variables = new Map(values)
    .set('clientid', clientId ?? '')
    .set('clientsecret', clientSecret ?? '')
    .set(
      'scopes',
      value('scopes') ?? textsOf(own(declared, 'scopes')).join(value('scopeListDelimiter') ?? scopeDelimiter),
    )
    .set('resourceuri', resource ?? '');
  return {
    parameter: parameter.name,
    provider,
    clientId,
    clientSecret,
    authorization: {
      url: authorizationUrl,
      query: queryOf(value('authorizationUrlQueryStringTemplate')) ?? defaultTemplates.authorizationQuery,
      own: value('authorizationUrlQueryStringTemplate') !== null,
    },
    token: {
      url: tokenUrl,
      query: queryOf(value('tokenUrlQueryStringTemplate')) ?? '',
      body: value('tokenBodyTemplate') ?? defaultTemplates.codeBody,
      own: value('tokenBodyTemplate') !== null,
    },
    refresh: {
      url: refreshUrl,
      query: queryOf(value('refreshUrlQueryStringTemplate')) ?? '',
      body: value('refreshBodyTemplate') ?? defaultTemplates.refreshBody,
      own: value('refreshBodyTemplate') !== null,
    },
    variables,
  };
}

const nowhere: EndpointTemplates = { authorizationUrl: '', tokenUrl: '', refreshUrl: '', scopeDelimiter: ' ' };

/** Custom and additional parameters by name in lower case, with the connection's values in front of the connector's. */
function valuesOf(parameter: string, declared: JsonObject, connection: Connection): Map<string, string> {
  const values = new Map<string, string>();
  for (const [name, written] of Object.entries(objectOf(own(declared, 'customParameters')))) {
    const value = isObject(written) ? own(written, 'value') : written;
    if (typeof value === 'string') values.set(name.toLowerCase(), value);
  }
  const prefix = `${parameter}:`.toLowerCase();
  for (const [name, value] of Object.entries(connection)) {
    if (name.toLowerCase().startsWith(prefix) && value !== '')
      values.set(name.slice(prefix.length).toLowerCase(), value);
  }
  for (const [name, written] of Object.entries(objectOf(own(declared, 'additionalParameters')))) {
    if (!applies(own(written, 'applicableWhen'), values)) values.set(name.toLowerCase(), '');
  }
  return values;
}

/** An additional parameter counts only while others have certain values; null stands for one that was not given. */
function applies(conditions: unknown, values: Variables): boolean {
  return arrayOf(conditions).every(condition => {
    const actual = values.get((textOf(own(condition, 'parameter')) ?? '').toLowerCase()) ?? null;
    return arrayOf(own(condition, 'oneOf')).includes(actual);
  });
}

function endpointsOf(
  provider: string,
  value: (name: string) => string | null,
  resource: string | null,
  definition: Definition,
): EndpointTemplates | null {
  const address = (name: string) => absolute(value(`${name}Template`)) ?? absolute(value(name));
  const known =
    wellKnownProviders[provider] ??
    (provider.startsWith('aad')
      ? entraEndpoints(value('loginUri') ?? 'https://login.windows.net', value('tenantId') ?? 'common', resource)
      : null);
  const scheme = oauthSchemeOf(definition);
  const tokenUrl = address('tokenUrl') ?? known?.tokenUrl ?? absolute(textOf(own(scheme, 'tokenUrl')));
  const authorizationUrl =
    address('authorizationUrl') ?? known?.authorizationUrl ?? absolute(textOf(own(scheme, 'authorizationUrl')));
  if (tokenUrl === null) return null;
  return {
    tokenUrl,
    authorizationUrl: authorizationUrl ?? '',
    refreshUrl: address('refreshUrl') ?? known?.refreshUrl ?? tokenUrl,
    scopeDelimiter: known?.scopeDelimiter ?? ' ',
  };
}

function oauthSchemeOf({ document }: Definition): JsonObject {
  const schemes = Object.values(objectOf(own(document, 'securityDefinitions')));
  return objectOf(schemes.find(scheme => own(scheme, 'type') === 'oauth2'));
}

/** An address or a template that can become one; published connectors have paths such as `/oauth/token` there, which lead nowhere. */
function absolute(text: string | null): string | null {
  return text !== null && /^(?:https?:\/\/|\{)/i.test(text.trim()) ? text.trim() : null;
}

function queryOf(template: string | null): string | null {
  return template === null ? null : template.replace(/^\?/, '');
}

/** Nobody's client is called `<<client id>>`, `[[…]]`, `{{…}}` or `Enter your client ID`. */
function realClientId(written: unknown): string | null {
  const id = textOf(written);
  return id === null || /[<>{}[\]\s]/.test(id) ? null : id;
}
