import { policy, requestAfter, unsupportedReason } from '../../../test/support/policies.js';

const to = (urlTemplate: string) => [policy('dynamichosturl', { urlTemplate })];

describe('runtime/policies/dynamichosturl', () => {
  it.each([
    ["https://@connectionParameters('site').example.org", { host: 'eu.example.org', basePath: '/v1' }],
    ["https://@{connectionParameters('site')}.example.org/api/", { host: 'eu.example.org', basePath: '/api' }],
    ["https://@connectionParameters('region','us').example.org", { host: 'us.example.org' }],
    ["@connectionParameters('url')/api", { scheme: 'http', host: 'own.example:8080', basePath: '/base/api' }],
    ["https://@queryParameters('a').example.org", { host: '1.example.org' }],
    ["https://@header('test123', 'default').abc.xyz", { host: 'default.abc.xyz' }],
  ])('%s', async (template, expected) =>
    expect(
      await requestAfter(to(template), { connection: { site: 'eu', url: 'http://own.example:8080/base' } }),
    ).toMatchObject(expected),
  );

  it.each([
    'file:///etc/passwd',
    'example.org',
    'https://user:pw@example.org',
    'https://example.org/?a=1',
    'https://a b',
  ])('cannot lead to %s', template => expect(unsupportedReason(to(template))).toMatch(/leads to no http/));

  it('fails a call whose parameter leads nowhere', async () =>
    expect(await requestAfter(to("https://@queryParameters('none')"))).toMatchObject({
      failure: { reason: 'policy-failed', text: expect.stringContaining('dynamichosturl') as string },
    }));

  it('takes the host from a secret also where a call is made without credentials', async () =>
    expect(
      await requestAfter(to("https://@connectionParameters('domain')"), {
        connection: { domain: 'x.example' },
        connectionParameters: { domain: { type: 'securestring' } },
        signedIn: false,
      }),
    ).toMatchObject({ host: 'x.example' }));
});
