import { readDefinition } from './definition.js';
import { policiesOf } from './policies.js';
import type { PolicyRequest } from './policies.js';
import { readProperties } from './properties.js';

const [operation] = readDefinition({
  paths: { '/things': { get: { operationId: 'ListThings', responses: { 200: { description: 'ok' } } } } },
}).operations;

const request: PolicyRequest = {
  scheme: 'https',
  host: 'host.example',
  basePath: '/v1',
  headers: [['accept', 'application/json']],
  query: [['a', '1']],
};

function policy(templateId: string, parameters: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const prefixed = Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [`x-ms-apimTemplateParameter.${name}`, value]),
  );
  return { templateId, title: 'Title', parameters: { ...prefixed, ...more } };
}

function apply(instances: object[], connection: Record<string, string> = {}) {
  if (operation === undefined) throw new Error('no operation');
  const found = policiesOf(
    operation,
    readProperties({ properties: { policyTemplateInstances: instances } }, false),
    connection,
  );
  return found.kind === 'unsupported' ? found.reason : found.policies.reduce((now, change) => change(now), request);
}

describe('runtime/policies', () => {
  it('sets a header from the connection', () =>
    expect(
      apply([policy('setheader', { name: 'X-Tenant', value: "t-@connectionParameters('tenant')" })], { tenant: '7' }),
    ).toMatchObject({
      headers: [
        ['accept', 'application/json'],
        ['x-tenant', 't-7'],
      ],
    }));

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
  ])('obeys existsAction %s', (existsAction, headers) =>
    expect(apply([policy('SetHeader', { name: 'Accept', value: 'text/plain', existsAction })])).toMatchObject({
      headers,
    }),
  );

  it('sets a query parameter', () =>
    expect(apply([policy('setqueryparameter', { name: 'a', value: '2' })])).toMatchObject({ query: [['a', '2']] }));

  it('takes the host from the connection and keeps the base path unless the template has one', () => {
    const host = "https://@connectionParameters('site').example.org";

    expect(apply([policy('dynamichosturl', { urlTemplate: host })], { site: 'eu' })).toMatchObject({
      host: 'eu.example.org',
      basePath: '/v1',
    });
    expect(apply([policy('dynamichosturl', { urlTemplate: `${host}/api` })], { site: 'eu' })).toMatchObject({
      basePath: '/api',
    });
  });

  it('uses the default of an expression', () =>
    expect(
      apply([policy('dynamichosturl', { urlTemplate: "https://@{connectionParameters('site','us')}.example.org" })]),
    ).toMatchObject({ host: 'us.example.org' }));

  it('leaves operations alone that a policy does not name', () =>
    expect(apply([policy('setproperty', {}, { 'x-ms-apimTemplate-operationName': ['OtherOperation'] })])).toEqual(
      request,
    ));

  it.each([
    ['an unknown template', policy('setproperty', {})],
    ['another expression', policy('setheader', { name: 'X-A', value: "@headers('x')" })],
    [
      'a response policy',
      policy('setheader', { name: 'X-A', value: '1' }, { 'x-ms-apimTemplate-policySection': 'Response' }),
    ],
    ['a header of the transport', policy('setheader', { name: 'Host', value: 'evil.example' })],
    ['a line break', policy('setheader', { name: 'X-A', value: 'a\r\nX-B: b' })],
    ['a host that is none', policy('dynamichosturl', { urlTemplate: 'file:///etc/passwd' })],
  ])('says that it cannot apply %s', (_what, instance) => expect(apply([instance])).toMatch(/policy/));

  it('refuses when the connection lacks a value', () =>
    expect(() => apply([policy('setheader', { name: 'X-A', value: "@connectionParameters('tenant')" })])).toThrow(
      expect.objectContaining({ code: 'connection-parameter-missing', context: { name: 'tenant' } }),
    ));
});
