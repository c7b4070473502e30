import { plainRequest, policy, requestAfter, unsupportedReason } from '../../../test/support/policies.js';
import { policyTemplates } from './templates.js';

const header = (value: string) => policy('setheader', { name: 'X-A', value });

describe('runtime/policies/read-policies', () => {
  it('names each template once, in small letters', () => {
    const ids = policyTemplates.map(({ id }) => id);

    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(ids.map(id => id.toLowerCase()));
  });

  it('leaves operations alone that a policy does not name', async () =>
    expect(
      await requestAfter([policy('unknown', {}, { 'x-ms-apimTemplate-operationName': ['OtherOperation'] })]),
    ).toMatchObject(plainRequest));

  it('says that it does not know a template', () =>
    expect(unsupportedReason([policy('moveproperties', {})])).toBe(
      'the policy `moveproperties` (Title) is of a kind that is not known here',
    ));

  it('applies policies in order', async () =>
    expect(
      await requestAfter([header('1'), policy('setheader', { name: 'X-A', value: "@headers('X-A')2" })]),
    ).toMatchObject({
      headers: [...plainRequest.headers, ['x-a', '12']],
    }));

  it('has a bound', () =>
    expect(unsupportedReason(Array.from({ length: 51 }, () => header('1')))).toMatch(/more than 50/));

  it.each([["@environmentVariables('x')"], ["@headers('x"], ["@{headers('x')"], ['@Request.Url'], ['@{body().x}']])(
    'does not offer the expression %s',
    value => expect(unsupportedReason([header(value)])).toMatch(/expression/),
  );

  it.each([
    ['jo@example.org', 'jo@example.org'],
    ["a@connectionParameters('t')b", 'a7b'],
    ["{@connectionParameters('t')}", '{7}'],
    ["@{connectionParameters('t')}", '7'],
    ["@CONNECTIONPARAMETERS('none', 'x')", 'x'],
    ["@connectionParameters('none','')", ''],
    ["@headers('none')", ''],
    ["@connectionParameters('usual')", 'u'],
  ])('reads %s', async (value, expected) =>
    expect(
      await requestAfter([header(value)], {
        connection: { t: '7' },
        connectionParameters: { t: { type: 'string' }, usual: { type: 'string', defaultValue: 'u' } },
      }),
    ).toMatchObject({ headers: [...plainRequest.headers, ['x-a', expected]] }),
  );

  it.each([
    ['connection-parameter-missing', {}],
    ['connection-parameter-unusable', { tenant: 'a\r\nX-B: b' }],
  ])('refuses with %s', (code, connection) =>
    expect(() => unsupportedReason([header("@connectionParameters('tenant')")], { connection })).toThrow(
      expect.objectContaining({ code, context: { name: 'tenant' } }),
    ),
  );
});
