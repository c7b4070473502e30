import { readProperties } from './properties.js';

const set = (name: string, parameters: object) => ({ name, parameters });

describe('runtime/properties', () => {
  const sets = {
    properties: {
      connectionParameterSets: {
        values: [
          set('oauth', { token: { type: 'oauthSetting' } }),
          set('basic', { username: { type: 'string' }, password: { type: 'securestring' } }),
        ],
      },
    },
  };

  it.each([
    [{}, ['token']],
    [{ $parameterSet: 'basic' }, ['username', 'password']],
  ])('has the parameters of the set that the connection %j uses', (connection, names) =>
    expect(readProperties(sets, false, connection).connectionParameters.map(({ name }) => name)).toEqual(names),
  );

  it('refuses a set that does not exist', () =>
    expect(() => readProperties(sets, false, { $parameterSet: 'none' })).toThrow(
      expect.objectContaining({ code: 'connection-set-unknown' }),
    ));

  it('reads policies, whatever else is written beside them', () =>
    expect(
      readProperties(
        {
          properties: {
            policyTemplateInstances: [
              7,
              {
                templateId: 'SetHeader',
                parameters: {
                  'x-ms-apimTemplateParameter.name': 'X-A',
                  'x-ms-apimTemplate-policySection': 'Response',
                  'x-ms-apimTemplate-operationName': ['A', 7],
                  other: 1,
                },
              },
              { templateId: 'dynamichosturl', parameters: { 'x-ms-apimTemplate-operationName': 'B' } },
            ],
          },
        },
        false,
      ).policies,
    ).toEqual([
      {
        template: 'setheader',
        title: '',
        operationIds: ['A'],
        section: 'Response',
        parameters: { name: 'X-A' },
        pointer: '/properties/policyTemplateInstances/1',
      },
      {
        template: 'dynamichosturl',
        title: '',
        operationIds: ['B'],
        section: null,
        parameters: {},
        pointer: '/properties/policyTemplateInstances/2',
      },
    ]));

  it.each([
    [undefined, 'all'],
    [[], 'all'],
    [['A'], ['A']],
  ])('knows whose requests a script handles: %j', (scriptOperations, expected) => {
    expect(readProperties({ properties: { scriptOperations } }, true).scriptOperations).toEqual(expected);
    expect(readProperties({ properties: { scriptOperations } }, false).scriptOperations).toBeNull();
  });
});
