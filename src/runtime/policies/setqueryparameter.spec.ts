import { policy, requestAfter, unsupportedReason } from '../../../test/support/policies.js';

describe('runtime/policies/setqueryparameter', () => {
  it.each([
    [undefined, [['a', '2']]],
    ['skip', [['a', '1']]],
    [
      'append',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
  ])('obeys existsAction %s', async (existsAction, query) =>
    expect(await requestAfter([policy('setQueryParameter', { name: 'a', value: '2', existsAction })])).toMatchObject({
      query,
    }),
  );

  it('wraps what the user gave', async () =>
    expect(
      await requestAfter([
        policy('setqueryparameter', { name: 'filter', value: '[{"rhs":"@queryParameters(\'a\')"}]' }),
      ]),
    ).toMatchObject({
      query: [
        ['a', '1'],
        ['filter', '[{"rhs":"1"}]'],
      ],
    }));

  it('cannot be put on the answer', () =>
    expect(
      unsupportedReason([
        policy('setqueryparameter', { name: 'a', value: '2' }, { 'x-ms-apimTemplate-policySection': 'Response' }),
      ]),
    ).toMatch(/put on .Response./));
});
