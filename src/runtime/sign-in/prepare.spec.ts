import type { Connection } from '../../core/ports/connections.js';
import type { Credential } from '../credential.js';
import { readDefinition } from '../definition.js';
import { publicOnly } from '../egress-policy.js';
import { createRedactor } from '../redact.js';
import { prepareSignIn } from './prepare.js';
import { secretsOf } from './secrets.js';

const secure = (required = 'true') => ({ type: 'securestring', uiDefinition: { constraints: { required } } });

interface Declared {
  readonly security?: unknown;
  readonly securityDefinitions?: unknown;
  /** `security` of the operation itself. */
  readonly own?: unknown;
  readonly sets?: unknown;
}

/** The credentials of the only operation. Nothing here reaches a network: no token has to be got. */
async function credentials(
  { security, securityDefinitions, own, sets }: Declared,
  connectionParameters: object,
  connection: Connection,
): Promise<readonly Credential[]> {
  const definition = readDefinition({
    ...(security === undefined ? {} : { security }),
    securityDefinitions,
    paths: { '/a': { get: { operationId: 'A', ...(own === undefined ? {} : { security: own }) } } },
  });
  const [operation] = definition.operations;
  if (operation === undefined) throw new Error('no operation');
  const { signal } = new AbortController();
  const signIn = await prepareSignIn({
    definition,
    properties: { properties: { connectionParameters, ...(sets ? { connectionParameterSets: sets } : {}) } },
    connection,
    store: null,
    egress: publicOnly,
    redactor: createRedactor([]),
    now: () => new Date('2026-01-01T00:00:00Z'),
    signal,
  });
  return signIn.credentialsFor(operation, signal);
}

const apiKey = { api_key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' } };
const oauth = { type: 'oauthSetting', oAuthSettings: { identityProvider: 'oauth2' } };
const token = { 'token:accessToken': 't' };
const bearer = [{ place: 'header', name: 'authorization', value: 'Bearer t' }];
const basicOf = (pair: string) => [
  { place: 'header', name: 'authorization', value: `Basic ${Buffer.from(pair).toString('base64')}` },
];

describe('runtime/sign-in/prepare', () => {
  it('sends nothing where nothing is declared', async () => expect(await credentials({}, {}, {})).toEqual([]));

  it('sends an API key in a header', async () =>
    expect(await credentials({ securityDefinitions: apiKey }, { api_key: secure() }, { api_key: 'secret' })).toEqual([
      { place: 'header', name: 'x-api-key', value: 'secret' },
    ]));

  it('sends an API key in the query, taken from the only secret there is', async () =>
    expect(
      await credentials(
        { securityDefinitions: { key: { type: 'apiKey', in: 'query', name: 'apikey' } }, security: [{ key: [] }] },
        { token_value: secure() },
        { token_value: 'secret' },
      ),
    ).toEqual([{ place: 'query', name: 'apikey', value: 'secret' }]));

  it('sends several keys that go together, each from the parameter that is named like it', async () =>
    expect(
      await credentials(
        {
          securityDefinitions: {
            'API Key': { type: 'apiKey', in: 'query', name: 'appKey' },
            'APP ID': { type: 'apiKey', in: 'header', name: 'appID' },
          },
          security: [{ 'API Key': [], 'APP ID': [], undeclared: [] }],
        },
        { app_id: secure(), api_key: secure() },
        { app_id: 'i', api_key: 'k' },
      ),
    ).toEqual([
      { place: 'query', name: 'appKey', value: 'k' },
      { place: 'header', name: 'appid', value: 'i' },
    ]));

  it('takes the first of several ways in that the connection has everything for', async () => {
    const declared = {
      securityDefinitions: { ...apiKey, oauth: { type: 'oauth2' } },
      security: [{ oauth: [] }, { api_key: [] }],
    };
    const parameters = { token: oauth, api_key: secure('false') };

    expect(await credentials(declared, parameters, { api_key: 'k' })).toMatchObject([{ name: 'x-api-key' }]);
    expect(await credentials(declared, parameters, { api_key: 'k', ...token })).toEqual(bearer);
    await expect(credentials(declared, parameters, {})).rejects.toMatchObject({ code: 'sign-in-needed' });
  });

  it('signs in with user name and password, which may be empty where nobody asks for it', async () => {
    const basic = { securityDefinitions: { basic: { type: 'basic' } } };
    const parameters = { username: { type: 'string' }, password: { type: 'securestring' } };

    expect(await credentials(basic, parameters, { username: 'jo', password: 'pä:ss' })).toEqual(basicOf('jo:pä:ss'));
    expect(await credentials(basic, parameters, { username: 'key' })).toEqual(basicOf('key:'));
    await expect(credentials(basic, { ...parameters, password: secure() }, { username: 'jo' })).rejects.toMatchObject({
      context: { name: 'password' },
    });
  });

  it('sends a given access token, also where only the properties ask for one', async () => {
    expect(await credentials({ securityDefinitions: { o: { type: 'oauth2' } } }, { token: oauth }, token)).toEqual(
      bearer,
    );
    expect(await credentials({}, { token: oauth }, token)).toEqual(bearer);
  });

  it('leaves an operation open that says so, and not one whose definition has an empty list at its top', async () => {
    expect(await credentials({ securityDefinitions: apiKey, own: [] }, { api_key: secure('false') }, {})).toEqual([]);
    expect(
      await credentials({ securityDefinitions: apiKey, security: [] }, { api_key: secure() }, { api_key: 'k' }),
    ).toMatchObject([{ value: 'k' }]);
  });

  it('takes an empty requirement for a way in without credentials', async () =>
    expect(
      await credentials(
        { securityDefinitions: apiKey, security: [{ api_key: [] }, {}] },
        { api_key: secure('false') },
        {},
      ),
    ).toEqual([]));

  it('calls without credentials what asks its users for none', async () =>
    expect(await credentials({ securityDefinitions: apiKey }, {}, {})).toEqual([]));

  it('signs in as the chosen set of parameters does, whatever the definition declares', async () => {
    const sets = {
      values: [
        { name: 'oauth', parameters: { token: oauth } },
        { name: 'basic', parameters: { username: secure(), password: secure() } },
      ],
    };
    const declared = { securityDefinitions: { Basic: { type: 'basic' } }, security: [{ Basic: [] }], sets };
    const basic = { $parameterSet: 'basic', username: 'a', password: 'b' };

    expect(await credentials(declared, {}, { $parameterSet: 'oauth', ...token })).toEqual(bearer);
    expect(await credentials(declared, {}, token)).toEqual(bearer);
    expect(await credentials(declared, {}, basic)).toEqual(basicOf('a:b'));
    await expect(credentials(declared, {}, { $parameterSet: 'saml' })).rejects.toMatchObject({
      code: 'connection-set-unknown',
      detail: expect.stringContaining('oauth, basic'),
    });
  });

  it('names the value that the connection lacks, also one that no request needs', async () => {
    const missing = (name: string) => ({ code: 'connection-parameter-missing', fault: 'yours', context: { name } });

    await expect(credentials({ securityDefinitions: apiKey }, { api_key: secure() }, {})).rejects.toMatchObject(
      missing('api_key'),
    );
    await expect(credentials({}, { region: secure() }, {})).rejects.toMatchObject(missing('region'));
  });

  it('refuses a value that would begin a header of its own', async () =>
    expect(
      credentials({ securityDefinitions: apiKey }, { api_key: secure() }, { api_key: 'a\r\nX-B: c' }),
    ).rejects.toMatchObject({ code: 'connection-parameter-unusable' }));

  it('asks for a sign-in when the token has run out and cannot be renewed', async () =>
    expect(
      credentials({}, { token: oauth }, { ...token, 'token:expiresAt': '2025-12-31T00:00:00Z' }),
    ).rejects.toMatchObject({ code: 'sign-in-needed', detail: expect.stringContaining('has run out') }));

  it('says that nobody can sign in with a certificate of the platform, unless a token is given', async () => {
    const certificate = { type: 'oauthSetting', oAuthSettings: { identityProvider: 'aadcertificate' } };

    await expect(credentials({}, { token: certificate }, { 'token:clientId': 'c' })).rejects.toMatchObject({
      code: 'sign-in-unsupported',
    });
    expect(await credentials({}, { token: certificate }, token)).toEqual(bearer);
  });
});

describe('runtime/sign-in/secrets', () => {
  it('counts as secret every value but those that are public by their kind', () => {
    const properties = {
      properties: {
        connectionParameters: {
          api_key: secure(),
          subdomain: { type: 'string' },
          limit: { type: 'int' },
          region: { type: 'string', allowedValues: [{ value: 'eu' }] },
          'token:host': { type: 'string', uiDefinition: { constraints: { allowedValues: [{ value: '.com' }] } } },
          token: oauth,
        },
      },
    };

    expect(
      secretsOf(properties, {
        api_key: 'k',
        subdomain: 's',
        limit: '10',
        region: 'eu',
        'token:host': '.com',
        undeclared: 'u',
        'token:clientId': 'client',
        'token:clientSecret': 'client secret',
        'token:refreshToken': 'refresh',
        'token:expiresAt': '2026-01-01T00:00:00Z',
        username: 'jo',
        password: 'pass',
      }),
    ).toEqual(['k', 's', 'u', 'client secret', 'refresh', 'jo', 'pass', 'jo:pass']);
  });
});
