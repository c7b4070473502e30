import type { PolicyAsk } from './policy.js';
import { policy, requestAfter, unsupportedReason } from '../../../test/support/policies.js';
import type { Setting } from '../../../test/support/policies.js';

const fetchInto = (parameterTemplate: string, parameterValueUrl: string, more: Record<string, unknown> = {}) =>
  policy('SetValueFromUrl', {
    parameterTemplate,
    parameterValueUrl,
    parameterValuePathTemplate: "@body()['@odata.etag']",
    ...more,
  });

function answering(status: number, body: string, asked: PolicyAsk[] = []): NonNullable<Setting['ask']> {
  return ask => {
    asked.push(ask);
    return { kind: 'answer', status, headers: [], body: Buffer.from(body) };
  };
}

describe('runtime/policies/setvaluefromurl', () => {
  it('sets a header from another path of the host, with the headers and the credential of the request', async () => {
    const asked: PolicyAsk[] = [];

    const after = await requestAfter([fetchInto("@headers('If-Match')", '/v1.0/tasks/{id}?full=1')], {
      request: {
        query: [
          ['key', 'k'],
          ['a', '1'],
        ],
      },
      ask: answering(200, '{"@odata.etag":"W/1"}', asked),
    });

    expect(asked).toEqual([
      {
        method: 'GET',
        scheme: 'https',
        host: 'host.example',
        path: '/v1.0/tasks/a%2Fb?full=1&key=k',
        headers: [['accept', 'application/json']],
      },
    ]);
    expect(after).toMatchObject({
      headers: [
        ['accept', 'application/json'],
        ['if-match', 'W/1'],
      ],
      secrets: [],
    });
  });

  it('takes what is no condition for a secret', async () =>
    expect(
      await requestAfter(
        [
          fetchInto("@headers('Authorization')", '/oauth2/token', { httpMethod: 'POST' }),
          policy('setheader', { name: 'Authorization', value: "Bearer @headers('Authorization')" }),
        ],
        { ask: answering(200, '{"@odata.etag":"tok"}') },
      ),
    ).toMatchObject({
      headers: [
        ['accept', 'application/json'],
        ['authorization', 'Bearer tok'],
      ],
      secrets: ['tok'],
    }));

  it('sets a query parameter', async () =>
    expect(
      await requestAfter([fetchInto("@queryParameters('access_token')", '/{id}')], {
        ask: answering(200, '{"@odata.etag":5}'),
      }),
    ).toMatchObject({
      query: [
        ['a', '1'],
        ['access_token', '5'],
      ],
      secrets: ['5'],
    }));

  it('asks the host that a policy before it has set', async () => {
    const asked: PolicyAsk[] = [];

    await requestAfter(
      [policy('dynamichosturl', { urlTemplate: 'https://auth.example' }), fetchInto("@headers('X-A')", '/t')],
      { ask: answering(200, '{"@odata.etag":"tok"}', asked) },
    );

    expect(asked).toMatchObject([{ host: 'auth.example', path: '/t' }]);
  });

  it('calls another host only where it may, and never unencrypted', async () => {
    const asked: PolicyAsk[] = [];

    await requestAfter([fetchInto("@headers('X-A')", 'http://allowed.example/t')], {
      ask: answering(200, '{"@odata.etag":"tok"}', asked),
    });

    expect(asked).toMatchObject([{ scheme: 'https', host: 'allowed.example', path: '/t' }]);
  });

  it.each([
    'https://other.example/token',
    'http://127.0.0.1/token',
    'https://host.example@evil.example/x',
    '//evil.example/x',
    'file:///etc/passwd',
    '/../x',
  ])('does not ask %s', async url => {
    const asked: PolicyAsk[] = [];

    const after = await requestAfter([fetchInto("@headers('X-A')", url)], { ask: answering(200, '{}', asked) });

    expect(after).toMatchObject({ failure: { reason: 'policy-failed' } });
    expect(asked).toEqual([]);
  });

  it.each([
    ['refuses', 403, '{}', /was answered 403/],
    ['has no value', 200, '{"other":1}', /found no value/],
    ['has a value without end', 200, JSON.stringify({ '@odata.etag': 'x'.repeat(8_193) }), /more than 8192/],
    ['is no JSON', 200, '<html>', /found no value/],
    ['has a line break', 200, '{"@odata.etag":"a\\r\\nb: c"}', /no header may have/],
  ])('fails the call when the answer %s', async (_what, status, body, text) =>
    expect(await requestAfter([fetchInto("@headers('X-A')", '/t')], { ask: answering(status, body) })).toMatchObject({
      failure: { reason: 'policy-failed', text: expect.stringMatching(text) as string },
    }),
  );

  it('passes on why there was no answer', async () =>
    expect(
      await requestAfter([fetchInto("@headers('X-A')", '/t')], {
        ask: () => ({ kind: 'failure', reason: 'address-refused', text: 'No.' }),
      }),
    ).toMatchObject({ failure: { reason: 'address-refused' } }));

  it('asks nobody where a call is made without credentials', async () =>
    expect(await requestAfter([fetchInto("@headers('X-A')", '/t')], { signedIn: false })).toMatchObject({
      headers: [['accept', 'application/json']],
    }));

  it.each([
    ['a target that is none', fetchInto('@body().a', '/t')],
    ['a header of the transport', fetchInto("@headers('Host')", '/t')],
    ['a method', fetchInto("@headers('X-A')", '/t', { httpMethod: 'DELETE' })],
    ['more than five of them', ...Array.from({ length: 6 }, () => fetchInto("@headers('X-A')", '/t'))],
  ])('cannot work with %s', (_what, ...instances) => expect(unsupportedReason(instances)).not.toBeNull());
});
