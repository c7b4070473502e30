import {
  answerAfter,
  onResponse,
  plainRequest,
  policy,
  requestAfter,
  unsupportedReason,
} from '../../../test/support/policies.js';

const onFailure = { 'x-ms-apimTemplate-policySection': 'Failure' };

describe('runtime/policies/setheader', () => {
  it('sets a header from the connection', async () =>
    expect(
      await requestAfter([policy('setheader', { name: 'X-Tenant', value: "t-@connectionParameters('tenant')" })], {
        connection: { tenant: '7' },
      }),
    ).toMatchObject({ headers: [...plainRequest.headers, ['x-tenant', 't-7']] }));

  it.each([
    ['override', [['accept', 'text/plain']]],
    ['skip', [['accept', 'application/json']]],
    [
      'append',
      [
        ['accept', 'application/json'],
        ['accept', 'text/plain'],
      ],
    ],
  ])('obeys existsAction %s', async (existsAction, headers) =>
    expect(
      await requestAfter([policy('SetHeader', { name: 'Accept', value: 'text/plain', existsAction })]),
    ).toMatchObject({ headers }),
  );

  it('puts a scheme before the credential that the sign-in has set', async () =>
    expect(
      await requestAfter(
        [policy('setheader', { name: 'Authorization', value: "DeepL-Auth-Key @headers('Authorization')" })],
        {
          request: { headers: [['authorization', 'k']] },
        },
      ),
    ).toMatchObject({ headers: [['authorization', 'DeepL-Auth-Key k']] }));

  it('sets a header of the answer, and reads the request for it', () =>
    expect(
      answerAfter([policy('setheader', { name: 'Content-Type', value: "text/@queryParameters('a')" }, onResponse)], {
        headers: [['content-type', 'text/html']],
      }),
    ).toMatchObject({ kind: 'changed', answer: { headers: [['content-type', 'text/1']] } }));

  it.each([
    [200, 'unchanged'],
    [404, 'changed'],
  ])('sets a header of a failure only when it is one: %s', (status, kind) =>
    expect(answerAfter([policy('setheader', { name: 'X-A', value: '1' }, onFailure)], { status })).toMatchObject({
      kind,
    }),
  );

  it('leaves out what signs in when a call is made without credentials', async () =>
    expect(
      await requestAfter([policy('setheader', { name: 'X-Key', value: "Key @connectionParameters('api_key')" })], {
        connection: { api_key: 'secret' },
        connectionParameters: { api_key: { type: 'securestring' } },
        signedIn: false,
      }),
    ).toMatchObject({ headers: [...plainRequest.headers, ['x-key', 'Key ']] }));

  it.each([
    ['a header of the transport', { name: 'Host', value: 'evil.example' }],
    ['the length', { name: 'Content-Length', value: '1' }],
    ['a line break', { name: 'X-A', value: 'a\r\nX-B: b' }],
    ['no name', { value: 'a' }],
    ['another action', { name: 'X-A', value: 'a', existsAction: 'delete' }],
  ])('cannot set %s', (_what, parameters) =>
    expect(unsupportedReason([policy('setheader', parameters)])).toMatch(/^the policy .setheader. \(Title\)/),
  );

  it.each([
    ['a name', { name: "@queryParameters('a')", value: '1' }, 'host'],
    ['a value', { name: 'X-A', value: "@queryParameters('a')" }, 'x\r\ny: z'],
  ])('fails a call that gives %s which no header may have', async (_what, parameters, a) =>
    expect(await requestAfter([policy('setheader', parameters)], { request: { query: [['a', a]] } })).toMatchObject({
      failure: { reason: 'policy-failed' },
    }),
  );
});
