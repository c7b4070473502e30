/** Where a provider is asked, as templates: what the format writes as `{…}` stands in them. */
export interface EndpointTemplates {
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly refreshUrl: string;
  readonly scopeDelimiter: string;
}

/**
 * Providers that the platform knows by name, so that a connector names no addresses. Their own documentation of OAuth 2.0 has these:
 * developers.facebook.com/docs/facebook-login, docs.github.com/apps/oauth-apps, developers.google.com/identity/protocols/oauth2,
 * help.salesforce.com (OAuth endpoints). An address that the connector does name comes first.
 */
export const wellKnownProviders: Readonly<Record<string, EndpointTemplates>> = {
  facebook: {
    authorizationUrl: 'https://www.facebook.com/dialog/oauth',
    tokenUrl: 'https://graph.facebook.com/oauth/access_token',
    refreshUrl: 'https://graph.facebook.com/oauth/access_token',
    scopeDelimiter: ',',
  },
  github: {
    authorizationUrl: 'https://github.com/login/oauth/authorize',
    tokenUrl: 'https://github.com/login/oauth/access_token',
    refreshUrl: 'https://github.com/login/oauth/access_token',
    scopeDelimiter: ' ',
  },
  google: {
    authorizationUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    refreshUrl: 'https://oauth2.googleapis.com/token',
    scopeDelimiter: ' ',
  },
  salesforce: {
    authorizationUrl: 'https://login.salesforce.com/services/oauth2/authorize',
    tokenUrl: 'https://login.salesforce.com/services/oauth2/token',
    refreshUrl: 'https://login.salesforce.com/services/oauth2/token',
    scopeDelimiter: ' ',
  },
};

/**
 * Microsoft Entra ID. With a resource, as nearly every connector names one, the endpoints of version 1 are asked for a token of that
 * resource; without, those of version 2 for the scopes (learn.microsoft.com/entra/identity-platform).
 */
export function entraEndpoints(loginUri: string, tenant: string, resource: string | null): EndpointTemplates {
  const base = `${loginUri.replace(/\/+$/, '')}/${encodeURIComponent(tenant)}/oauth2${resource === null ? '/v2.0' : ''}`;
  return {
    authorizationUrl: `${base}/authorize`,
    tokenUrl: `${base}/token`,
    refreshUrl: `${base}/token`,
    scopeDelimiter: ' ',
  };
}

/** What is sent where the connector writes no template of its own: RFC 6749 §4.1.1, §4.1.3, §6 and §4.4.2. */
export const defaultTemplates = {
  authorizationQuery:
    'response_type=code&client_id={ClientId}&redirect_uri={RedirectUrl}&scope={Scopes}&resource={ResourceUri}&state={State}',
  codeBody:
    'grant_type=authorization_code&code={Code}&redirect_uri={RedirectUrl}&client_id={ClientId}&client_secret={ClientSecret}&resource={ResourceUri}',
  refreshBody:
    'grant_type=refresh_token&refresh_token={RefreshToken}&client_id={ClientId}&client_secret={ClientSecret}&resource={ResourceUri}',
  clientBody:
    'grant_type=client_credentials&client_id={ClientId}&client_secret={ClientSecret}&scope={Scopes}&resource={ResourceUri}',
} as const;
