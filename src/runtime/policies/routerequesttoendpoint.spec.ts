import { policy, requestAfter, unsupportedReason } from '../../../test/support/policies.js';

const to = (newPath: string, httpMethod?: string) => [policy('routerequesttoendpoint', { newPath, httpMethod })];

describe('runtime/policies/routerequesttoendpoint', () => {
  it.each([
    ['/other/{id}', '/other/a%2Fb'],
    ["/@queryParameters('a')/get/{id}", '/1/get/a%2Fb'],
    ["/@header('version', 'v1')/get", '/v1/get'],
    ["/me/tasks('{id}')/complete", "/me/tasks('a%2Fb')/complete"],
    ['things', '/things'],
    ['/with space/ü', '/with%20space/%C3%BC'],
  ])('goes to %s', async (newPath, path) =>
    expect(await requestAfter(to(newPath))).toMatchObject({ path, method: 'POST' }),
  );

  it.each([
    ['@Request.OriginalHTTPMethod', 'POST'],
    ['delete', 'DELETE'],
  ])('with the method %s', async (httpMethod, method) =>
    expect(await requestAfter(to('/x', httpMethod))).toMatchObject({ method }),
  );

  it('takes the query along and adds its own', async () =>
    expect(await requestAfter(to('/x?full=1'))).toMatchObject({
      path: '/x',
      query: [
        ['a', '1'],
        ['full', '1'],
      ],
    }));

  it.each(['/../admin', '/%2e%2e/admin', '/a/./b', '/x/{unknown}'])('does not go to %s', async newPath =>
    expect(await requestAfter(to(newPath))).toMatchObject({ failure: { reason: 'policy-failed' } }),
  );

  it('does not know the method CONNECT', () =>
    expect(unsupportedReason(to('/x', 'CONNECT'))).toContain('`CONNECT` as `httpMethod`'));
});
