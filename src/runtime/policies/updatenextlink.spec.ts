import { answerBodyAfter, policy } from '../../../test/support/policies.js';

const update = (parameters: Record<string, unknown>) => [policy('updatenextlink', parameters)];

describe('runtime/policies/updatenextlink', () => {
  it.each([
    ['https://host.example/v1/things?page=2', 'http://connector.invalid/v1/things?page=2'],
    ['http://host.example/v1/things?$skip=a%20b', 'http://connector.invalid/v1/things?$skip=a%20b'],
    ['?page=2', 'http://connector.invalid/v1/things/a%2Fb?page=2'],
    ['/v1/things?page=2', 'http://connector.invalid/v1/things?page=2'],
  ])('points %s at the connector', (link, updated) =>
    expect(answerBodyAfter(update({ nextLinkPropertyName: '@odata.nextLink' }), { '@odata.nextLink': link })).toEqual({
      '@odata.nextLink': updated,
    }),
  );

  it('finds the link below a parent', () =>
    expect(
      answerBodyAfter(update({ nextLinkPropertyName: 'nextLink', nextLinkParentPropertyPath: '@body().meta' }), {
        meta: { nextLink: 'https://host.example/v1/x' },
      }),
    ).toEqual({ meta: { nextLink: 'http://connector.invalid/v1/x' } }));

  it.each(['https://other.example/v1/things', 'https://host.example/other', 'https://host.example/v12', 7, null])(
    'leaves %j as it is',
    nextLink =>
      expect(answerBodyAfter(update({ nextLinkPropertyName: 'nextLink' }), { nextLink })).toEqual({
        kind: 'unchanged',
      }),
  );
});
