import { compareSignIns } from './compare-sign-ins.js';
import { asking, offering } from './example-definition.js';
import { readSignIns } from './sign-in.js';

const token = { type: 'oauthSetting' };
const key = { type: 'securestring' };
const text = { type: 'string' };
const schemes = (...types: readonly string[]) => ({
  securityDefinitions: Object.fromEntries(types.map(type => [type, { type }])),
});

function differences(before: unknown, after: unknown, definitions: { before?: unknown; after?: unknown } = {}) {
  return compareSignIns(readSignIns(before, definitions.before), readSignIns(after, definitions.after));
}

describe('stages/compare/compare-sign-ins', () => {
  it.each([
    ['OAuth 2.0 by its setting', asking({ 'token:tenant': text, token }), {}, 'oauth2'],
    ['OAuth 2.0 by its setting in any case', asking({ token: { type: 'OAuthSetting' } }), {}, 'oauth2'],
    ['a password by its name', asking({ username: text, password: key }), schemes('apiKey'), 'basic'],
    ['a password by the definition', asking({ account: text, secret: key }), schemes('basic'), 'basic'],
    ['a key', asking({ api_key: key }), {}, 'apiKey'],
    ['a key that is no secret by the definition', asking({ account: text }), schemes('apiKey', 'oauth2'), 'apiKey'],
    ['a key beside other ways', asking({ api_key: key }), schemes('apiKey', 'basic'), 'apiKey'],
    ['no sign-in', asking({ host: text }), {}, 'none'],
    ['no sign-in where nothing is said', {}, {}, 'none'],
    ['what the definition says where nothing is asked for', asking({}), schemes('oauth2'), 'oauth2'],
  ])('recognises %s', (_, properties, definition, kind) => {
    expect(readSignIns(properties, definition)).toMatchObject([{ set: null, kind }]);
  });

  it('points to what is there of the connection parameters', () => {
    const places = [[], {}, { properties: [] }, { properties: {} }, asking({})].map(
      properties => readSignIns(properties, {})[0].pointer,
    );

    expect(places).toEqual(['', '', '', '/properties', '/properties/connectionParameters']);
  });

  it('lets connections go on when their way to sign in becomes one of several', () => {
    expect(
      differences(asking({ token, host: text }), offering({ a: { api_key: key }, b: { token, host: text } })),
    ).toEqual([]);
    expect(
      differences(asking({ token, host: text }), offering({ a: { api_key: key, host: text }, b: { token } })),
    ).toEqual([
      {
        kind: 'connection-parameter-removed',
        pointer: '/properties/connectionParameterSets/values/1',
        set: null,
        name: 'host',
      },
    ]);
  });

  it('knows sets by their names', () => {
    const sets = { mine: { token }, yours: { api_key: key } };

    expect(differences(offering(sets), offering({ yours: sets.yours, mine: sets.mine }))).toEqual([]);
    expect(differences(offering(sets), offering({ renamed: sets.mine, yours: sets.yours }))).toMatchObject([
      { kind: 'sign-in-removed', set: 'mine', before: 'oauth2', pointer: '/properties/connectionParameterSets/values' },
    ]);
    expect(differences(offering(sets), asking({ token }))).toMatchObject([
      { kind: 'sign-in-removed', set: 'mine', pointer: '/properties/connectionParameters' },
      { kind: 'sign-in-removed', set: 'yours', pointer: '/properties/connectionParameters' },
    ]);
  });

  it('does not call it another way to sign in when the same is asked for and only the definition names it otherwise', () => {
    const definitions = { before: schemes('basic'), after: schemes('apiKey') };

    expect(
      differences(asking({ account: text, secret: key }), asking({ account: text, secret: key }), definitions),
    ).toEqual([]);
    expect(differences(asking({}), asking({}), definitions)).toMatchObject([
      { kind: 'sign-in-changed', before: 'basic', after: 'apiKey' },
    ]);
  });

  it.each([
    ['lists for objects', { properties: { connectionParameters: [1], connectionParameterSets: { values: {} } } }],
    ['numbers', { properties: { connectionParameters: { a: 1 }, connectionParameterSets: { values: [1, null] } } }],
    ['sets without names', { properties: { connectionParameterSets: { values: [{}, { parameters: { token } }] } } }],
  ])('survives %s', (_, odd) => {
    expect(differences(odd, odd)).toEqual([]);
    expect(() => differences(odd, asking({ token }))).not.toThrow();
    expect(() => differences(asking({ token }), odd)).not.toThrow();
  });
});
