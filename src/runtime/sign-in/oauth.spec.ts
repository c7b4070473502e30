import { readDefinition } from '../definition.js';
import { authorizationUrl, beginSignIn, interactiveSettings } from './authorization.js';
import { oauthSettingsOf } from './oauth-settings.js';
import { parameterSetOf } from './parameters.js';
import { clientRequest, codeRequest, refreshRequest } from './token-request.js';

const definition = readDefinition({
  securityDefinitions: {
    o: { type: 'oauth2', authorizationUrl: 'https://def.example/authorize', tokenUrl: 'https://def.example/token' },
  },
});

const propertiesOf = (oAuthSettings: object) => ({
  properties: { connectionParameters: { token: { type: 'oauthSetting', oAuthSettings } } },
});

function settingsOf(oAuthSettings: object, connection: Record<string, string> = {}) {
  const [parameter] = parameterSetOf(propertiesOf(oAuthSettings), {}).parameters;
  if (parameter === undefined) throw new Error('no parameter');
  return oauthSettingsOf(parameter, definition, connection);
}

const values = (customParameters: Readonly<Record<string, string | null>>) => ({
  customParameters: Object.fromEntries(Object.entries(customParameters).map(([name, value]) => [name, { value }])),
});
const client = { 'token:clientId': 'id', 'token:clientSecret': 's e&c' };

describe('runtime/sign-in: what is asked of which address', () => {
  it('oauth2: the addresses of the properties, else of the definition, and a client without a secret sends none', () => {
    const named = {
      identityProvider: 'oauth2',
      clientId: 'app',
      ...values({ TokenUrl: 'https://p.example/t', refreshUrl: '' }),
    };

    expect(refreshRequest(settingsOf(named), 'r/1')).toEqual({
      url: 'https://p.example/t',
      form: 'grant_type=refresh_token&refresh_token=r%2F1&client_id=app',
    });
    expect(refreshRequest(settingsOf({ ...values({ tokenUrl: '/oauth/token' }) }, client), 'r')).toEqual({
      url: 'https://def.example/token',
      form: 'grant_type=refresh_token&refresh_token=r&client_id=id&client_secret=s%20e%26c',
    });
  });

  it('oauth2: an address that users give comes before the connector’s', () =>
    expect(
      refreshRequest(
        settingsOf(values({ tokenUrl: 'https://a.example/t', refreshUrl: 'https://a.example/r' }), {
          ...client,
          'token:refreshUrl': 'https://tenant.example/r',
        }),
        'r',
      ).url,
    ).toBe('https://tenant.example/r'));

  it('aad: version 1 with a resource, version 2 with scopes, and the tenant that users give', () => {
    const aad = { identityProvider: 'aad', scopes: ['.default'] };
    const resource = values({
      loginUri: 'https://login.windows.net',
      tenantId: 'common',
      resourceUri: 'https://r.example',
    });

    expect(clientRequest(settingsOf({ ...aad, ...resource }, { ...client, 'token:TenantId': 'contoso.com' }))).toEqual({
      url: 'https://login.windows.net/contoso.com/oauth2/token',
      form: 'grant_type=client_credentials&client_id=id&client_secret=s%20e%26c&scope=.default&resource=https%3A%2F%2Fr.example',
    });
    expect(clientRequest(settingsOf(aad, client))?.url).toBe('https://login.windows.net/common/oauth2/v2.0/token');
  });

  it('oauth2generic: the connector’s own templates, with variables in any case', () => {
    const generic = {
      identityProvider: 'oauth2generic',
      scopes: ['a', 'b'],
      ...values({
        tokenUrlTemplate: 'https://accounts.example{CustomHost}/token',
        tokenUrlQueryStringTemplate: '?env={HostName}',
        tokenBodyTemplate: 'code={code}&redirect_uri={redirectUrl}&id={clientId}&scope={Scopes}',
        refreshUrlTemplate: null,
        refreshBodyTemplate: 'token={RefreshToken}',
        scopeListDelimiter: ',',
      }),
    };
    const given = { ...client, 'token:customHost': '.eu', 'token:HostName': 'a b' };

    expect(
      codeRequest(settingsOf(generic, given), {
        code: 'c+1',
        redirectUrl: 'http://127.0.0.1:1/callback',
        codeVerifier: 'v',
      }),
    ).toEqual({
      url: 'https://accounts.example.eu/token?env=a%20b',
      form: 'code=c%2B1&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fcallback&id=id&scope=a%2Cb&code_verifier=v',
    });
    expect(refreshRequest(settingsOf(generic, given), 'r').form).toBe('token=r');
    expect(() => refreshRequest(settingsOf(generic, client), 'r')).toThrow(
      expect.objectContaining({ code: 'connection-parameter-missing', context: { name: 'token:CustomHost' } }),
    );
  });

  it('oauth2generic: additional parameters count only while their conditions hold', () => {
    const only = (region: string | null) => ({ applicableWhen: [{ parameter: 'apiRegion', oneOf: [region, 'US'] }] });
    const regions = {
      identityProvider: 'oauth2generic',
      additionalParameters: {
        uS_domain: only(null),
        eU_domain: { applicableWhen: [{ parameter: 'apiRegion', oneOf: ['EU'] }] },
      },
      ...values({
        tokenUrlTemplate: 'https://api.{US_domain}{EU_domain}/v1',
        refreshBodyTemplate: 'r={RefreshToken}',
        uS_domain: 'us.example',
        eU_domain: 'eu.example',
      }),
    };

    expect(refreshRequest(settingsOf(regions), 'r').url).toBe('https://api.us.example/v1');
    expect(refreshRequest(settingsOf(regions, { 'token:apiRegion': 'EU' }), 'r').url).toBe('https://api.eu.example/v1');
  });

  it('a token body with the client’s own grant is sent without a person', () =>
    expect(
      clientRequest(
        settingsOf(
          values({
            tokenUrlTemplate: '{env}/token',
            tokenBodyTemplate: 'client_id={AppUserId}&code={Code}&grant_type=client_credentials',
          }),
          { 'token:env': 'https://api.example', 'token:AppUserId': 'u' },
        ),
      ),
    ).toEqual({ url: 'https://api.example/token', form: 'client_id=u&code=&grant_type=client_credentials' }));

  it('sends a person to the provider with state and PKCE, also where the template knows neither', () => {
    const pending = beginSignIn('http://127.0.0.1:4388/callback');
    const plain = {
      clientId: 'app',
      scopes: ['a', 'b'],
      ...values({ authorizationUrl: 'https://p.example/auth?x=1' }),
    };
    const own = {
      identityProvider: 'oauth2generic',
      clientId: 'app',
      ...values({
        authorizationUrlTemplate: 'https://p.example/auth',
        authorizationUrlQueryStringTemplate: '?client={ClientId}&redirect_uri={RedirectUrl}',
      }),
    };
    const asked = (settings: object) => {
      const url = new URL(authorizationUrl(interactiveSettings(definition, propertiesOf(settings), {}), pending));
      return Object.fromEntries(url.searchParams);
    };

    expect(pending.codeVerifier).toMatch(/^[\w-]{43}$/);
    expect(asked(plain)).toEqual({
      x: '1',
      response_type: 'code',
      client_id: 'app',
      redirect_uri: pending.redirectUrl,
      scope: 'a b',
      state: pending.state,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    expect(asked(own)).toMatchObject({ client: 'app', state: pending.state, code_challenge_method: 'S256' });
    expect(beginSignIn('x').state).not.toBe(pending.state);
  });

  it.each(['<<client id>>', '[[Please add the clientId here]]', '{{CLIENT_ID}}', 'Enter your client ID', null])(
    'takes %s for a placeholder and asks for the client id',
    clientId =>
      expect(() => interactiveSettings(definition, propertiesOf({ clientId }), {})).toThrow(
        expect.objectContaining({ code: 'connection-parameter-missing', context: { name: 'token:clientId' } }),
      ),
  );

  it('sends nobody to an address that is no web page', () =>
    expect(() =>
      authorizationUrl(
        interactiveSettings(
          definition,
          propertiesOf({ clientId: 'a', ...values({ authorizationUrlTemplate: '{x}', x: 'javascript:alert(1)//' }) }),
          {},
        ),
        beginSignIn('http://127.0.0.1/callback'),
      ),
    ).toThrow(expect.objectContaining({ code: 'token-endpoint-unusable' })));
});
