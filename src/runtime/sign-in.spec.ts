import { readDefinition } from './definition.js';
import { readProperties } from './properties.js';
import { prepareSignIn, secretsOf } from './sign-in.js';

const secure = (required = 'true') => ({ type: 'securestring', uiDefinition: { constraints: { required } } });

function signInWith(
  { security, securityDefinitions, own }: { security?: unknown; securityDefinitions?: unknown; own?: unknown },
  connectionParameters: object,
  connection: Record<string, string>,
) {
  const definition = readDefinition({
    ...(security === undefined ? {} : { security }),
    securityDefinitions,
    paths: { '/a': { get: { operationId: 'A', ...(own === undefined ? {} : { security: own }) } } },
  });
  const [operation] = definition.operations;
  if (operation === undefined) throw new Error('no operation');
  return prepareSignIn(
    definition,
    readProperties({ properties: { connectionParameters } }, false),
    connection,
  )(operation);
}

const apiKey = { api_key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' } };

describe('runtime/sign-in', () => {
  it('sends nothing where nothing is declared', () => expect(signInWith({}, {}, {})).toBeNull());

  it('sends an API key in a header', () =>
    expect(signInWith({ securityDefinitions: apiKey }, { api_key: secure() }, { api_key: 'secret' })).toEqual({
      place: 'header',
      name: 'x-api-key',
      value: 'secret',
    }));

  it('sends an API key in the query, taken from the only secret there is', () =>
    expect(
      signInWith(
        { securityDefinitions: { key: { type: 'apiKey', in: 'query', name: 'apikey' } }, security: [{ key: [] }] },
        { token_value: secure() },
        { token_value: 'secret' },
      ),
    ).toEqual({ place: 'query', name: 'apikey', value: 'secret' }));

  it('signs in with user name and password', () =>
    expect(
      signInWith(
        { securityDefinitions: { basic: { type: 'basic' } } },
        { username: { type: 'string' }, password: secure() },
        { username: 'jo', password: 'pä:ss' },
      ),
    ).toEqual({
      place: 'header',
      name: 'authorization',
      value: `Basic ${Buffer.from('jo:pä:ss').toString('base64')}`,
    }));

  it('sends a given access token', () =>
    expect(
      signInWith(
        { securityDefinitions: { oauth: { type: 'oauth2' } } },
        { token: { type: 'oauthSetting' } },
        { access_token: 't' },
      ),
    ).toMatchObject({ value: 'Bearer t' }));

  it('leaves an operation open that says so', () =>
    expect(signInWith({ securityDefinitions: apiKey, own: [] }, {}, {})).toBeNull());

  it('names the value that the connection lacks', () =>
    expect(() => signInWith({ securityDefinitions: apiKey }, { api_key: secure() }, {})).toThrow(
      expect.objectContaining({ code: 'connection-parameter-missing', fault: 'yours', context: { name: 'api_key' } }),
    ));

  it('asks for what a user has to type in, even when no request needs it', () =>
    expect(() => signInWith({}, { region: secure('true') }, {})).toThrow(
      expect.objectContaining({ code: 'connection-parameter-missing' }),
    ));

  it('refuses a value that would begin a header of its own', () =>
    expect(() =>
      signInWith({ securityDefinitions: apiKey }, { api_key: secure() }, { api_key: 'a\r\nX-B: c' }),
    ).toThrow(expect.objectContaining({ code: 'connection-parameter-unusable' })));

  it('counts as secret every value but numbers, switches and published choices', () => {
    const properties = readProperties(
      {
        properties: {
          connectionParameters: {
            api_key: secure(),
            subdomain: { type: 'string' },
            limit: { type: 'int' },
            region: { type: 'string', allowedValues: [{ value: 'eu' }] },
          },
        },
      },
      false,
    );

    expect(secretsOf(properties, { api_key: 'k', subdomain: 's', limit: '10', region: 'eu', undeclared: 'u' })).toEqual(
      ['k', 's', 'u'],
    );
  });
});
