import http from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { problem } from '../../src/core/problems.js';
import { openGateway } from '../../src/runtime/gateway.js';
import type { Gateway } from '../../src/runtime/gateway.js';
import type { CallTarget } from '../../src/runtime/call.js';
import type { SignIn } from '../../src/runtime/credential.js';
import { readDefinition } from '../../src/runtime/definition.js';
import { parseEgressAllow } from '../../src/runtime/egress-policy.js';
import { policiesOf } from '../../src/runtime/policies/read-policies.js';
import { readProperties } from '../../src/runtime/properties.js';
import { createRedactor } from '../../src/runtime/redact.js';
import { startServer } from '../support/functional.js';
import type { TestServer } from '../support/functional.js';
import { onResponse, policy } from '../support/policies.js';

interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const key = 'the-secret-key';
const connection = { api_key: key, region: 'eu', workspace: 'w1' };

const definition = readDefinition({
  host: 'api.example.com',
  basePath: '/v1',
  paths: {
    '/things': {
      get: { operationId: 'ListThings', parameters: [{ name: 'since', in: 'query', type: 'string' }] },
      post: { operationId: 'CreateThing', parameters: [{ name: 'body', in: 'body', schema: { type: 'object' } }] },
    },
    '/things/{id}': { get: { operationId: 'GetThing' }, put: { operationId: 'ChangeThing' } },
  },
});

const signedIn: SignIn = {
  credentialsFor: () => Promise.resolve([{ place: 'header', name: 'X-Key', value: key }]),
  renew: () => Promise.resolve(false),
};

function targetFor(operationId: string, instances: readonly object[], more: Partial<CallTarget> = {}): CallTarget {
  const operation = definition.operations.find(candidate => candidate.operationId === operationId);
  if (operation === undefined) throw new Error(`There is no operation ${operationId}.`);
  const properties = {
    properties: {
      connectionParameters: { api_key: { type: 'securestring' }, region: { type: 'string' } },
      policyTemplateInstances: instances,
    },
  };
  const found = policiesOf(operation, readProperties(properties, false, connection), connection);
  if (found.kind === 'unsupported') throw new Error(found.reason);
  return { operation, policies: found.policies, ...more };
}

describe('policies between a consumer and a server', () => {
  const heard: Heard[] = [];
  let reply: (request: Heard) => { status?: number; headers?: Record<string, string>; body?: unknown };
  let api: TestServer;
  let gateway: Gateway;

  beforeAll(async () => {
    api = await startServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const each = { method, url, headers, body: Buffer.concat(chunks).toString() };
        heard.push(each);
        const { status = 200, headers: answered = {}, body = {} } = reply(each);
        const text = typeof body === 'string' ? body : JSON.stringify(body);
        response.writeHead(status, { 'content-type': 'application/json', ...answered }).end(text);
      });
    });
  });

  afterAll(() => api.stop());

  beforeEach(() => {
    heard.length = 0;
    reply = () => ({});
  });

  async function open(target: CallTarget, signIn: SignIn = signedIn) {
    gateway = await openGateway({
      definition,
      targets: new Map([['case-1', target]]),
      signIn,
      redactor: createRedactor([key]),
      egress: parseEgressAllow(`api.example.com=${api.url},auth.example.com=${api.url},eu.example.com=${api.url}`),
      now: () => new Date(0),
      signal: new AbortController().signal,
    });
  }

  function ask(method: string, path: string, body?: unknown) {
    return new Promise<{ status: number; headers: IncomingHttpHeaders; text: string }>((resolve, reject) => {
      const headers = { 'x-assay-case': 'case-1', host: 'connector.invalid', 'content-type': 'application/json' };
      const request = http.request({ socketPath: gateway.socketPath, path, method, headers }, response => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      });
      request.on('error', reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** One call under these policies: what the server heard last, what the consumer got, what was recorded. */
  async function through(
    operationId: string,
    instances: readonly object[],
    { path = '/v1/things', body, more = {} }: { path?: string; body?: unknown; more?: Partial<CallTarget> } = {},
  ) {
    const target = targetFor(operationId, instances, more);
    await open(target);
    const got = await ask(target.operation.method.toUpperCase(), path, body);
    const record = await gateway.close();
    return { sent: heard.at(-1), got, exchanges: record.exchanges };
  }

  it.each([
    [
      'setheader',
      [policy('setheader', { name: 'X-A', value: "r-@connectionParameters('region')" })],
      { 'x-a': 'r-eu' },
    ],
    [
      'setheader with the credential',
      [policy('setheader', { name: 'Authorization', value: "Key @headers('X-Key')" })],
      { authorization: `Key ${key}` },
    ],
    [
      'dynamichosturl',
      [policy('dynamichosturl', { urlTemplate: "https://@connectionParameters('region').example.com" })],
      { host: 'eu.example.com' },
    ],
  ])('%s reaches the server', async (_what, instances, headers) => {
    const { sent, exchanges } = await through('ListThings', instances);

    expect(sent?.headers).toMatchObject(headers);
    expect(JSON.stringify(exchanges)).not.toContain(key);
  });

  it('setqueryparameter and routerequesttoendpoint reach the server', async () => {
    const { sent, exchanges } = await through(
      'ChangeThing',
      [
        policy('setqueryparameter', { name: 'q', value: 'a b' }),
        policy('routerequesttoendpoint', {
          newPath: "/@connectionParameters('workspace')/x/{id}",
          httpMethod: 'PATCH',
        }),
      ],
      { path: '/v1/things/a%2Fb' },
    );

    expect(sent).toMatchObject({ method: 'PATCH', url: '/v1/w1/x/a%2Fb?q=a%20b' });
    expect(exchanges).toMatchObject([
      { request: { method: 'PATCH', url: 'https://api.example.com/v1/w1/x/a%2Fb?q=a%20b' } },
    ]);
  });

  const list = '@body().items';
  const item = (parameters: Record<string, unknown>) => ({ propertyParentPath: list, ...parameters });
  const changes: [string, object, unknown][] = [
    [
      'setproperty',
      {
        newPropertyParentPathTemplate: list,
        newPropertySubPathTemplate: "['@odata.type']",
        propertyValuePathTemplate: '#item',
      },
      [{ id: 1, name: 'a.b', '@odata.type': '#item' }],
    ],
    [
      'stringreplace',
      item({ propertySubPath: 'name', sourceString: '.', replacementString: '%2E', newPropertyPath: '@item().name' }),
      [{ id: 1, name: 'a%2Eb' }],
    ],
    [
      'stringtoarray',
      item({ propertySubPath: 'name', delimiterList: '.', childPropertyName: 'n', newPropertyPath: '@item().name' }),
      [{ id: 1, name: [{ n: 'a' }, { n: 'b' }] }],
    ],
    ['encodepropertyvalue', item({ propertySubPath: 'id', newPropertyPath: '@item().id' }), [{ id: '1', name: 'a.b' }]],
    [
      'convertarraytoobject',
      item({ keyWithinCollectionPath: 'name', retainKey: 'false', newPropertyPath: list }),
      { 'a.b': { id: 1 } },
    ],
  ];

  it.each(changes)('%s changes what the server hears', async (template, parameters, items) => {
    const { sent } = await through('CreateThing', [policy(template, { ...parameters })], {
      body: { items: [{ id: 1, name: 'a.b' }] },
    });

    expect(JSON.parse(sent?.body ?? '')).toEqual({ items });
    expect(sent?.headers['content-length']).toBe(String(Buffer.byteLength(sent?.body ?? '')));
  });

  it.each(changes)(
    '%s changes what the consumer gets, and the record has both',
    async (template, parameters, items) => {
      reply = () => ({ body: { items: [{ id: 1, name: 'a.b' }] } });

      const { got, exchanges } = await through('ListThings', [policy(template, { ...parameters }, onResponse)]);

      expect(JSON.parse(got.text)).toEqual({ items });
      const [exchange] = exchanges;
      const bodyOf = (
        result: typeof exchange extends undefined ? never : NonNullable<typeof exchange>['result'] | undefined,
      ) => (result?.kind === 'answer' ? (JSON.parse(Buffer.from(result.body).toString()) as unknown) : null);
      expect(bodyOf(exchange?.result)).toEqual({ items: [{ id: 1, name: 'a.b' }] });
      expect(bodyOf(exchange?.answered)).toEqual({ items });
    },
  );

  it('convertobjecttoarray works both ways', async () => {
    const convert = { propertyParentPath: '@body()', propertySubPath: 'a', newPropertyPath: '@body().a', keyName: 'k' };
    reply = ({ body }) => ({ body });

    const { sent, got } = await through(
      'CreateThing',
      [
        policy('convertobjecttoarray', convert),
        policy('convertobjecttoarray', { ...convert, propertySubPath: 'b', newPropertyPath: '@body().b' }, onResponse),
      ],
      { body: { a: { x: 1 }, b: { y: 12_345 } } },
    );

    expect(JSON.parse(sent?.body ?? '')).toEqual({ a: [{ k: 'x', value: 1 }], b: { y: 12_345 } });
    expect(JSON.parse(got.text)).toEqual({ a: [{ k: 'x', value: 1 }], b: [{ k: 'y', value: 12_345 }] });
  });

  it('gives long numbers through, digit by digit', async () => {
    reply = () => ({ body: '{"id":12345678901234567891}' });
    const set = {
      newPropertyParentPathTemplate: '@body()',
      newPropertySubPathTemplate: 'a',
      propertyValuePathTemplate: '1',
    };

    const { got } = await through('ListThings', [policy('setproperty', set, onResponse)]);

    expect(got.text).toBe('{"id":12345678901234567891,"a":"1"}');
  });

  it('setheader shows the consumer a header of the answer, and of a failure', async () => {
    const onFailure = { 'x-ms-apimTemplate-policySection': 'Failure' };
    const instances = [
      policy('setheader', { name: 'X-Seen', value: 'yes' }, onResponse),
      policy('setheader', { name: 'X-Failed', value: 'yes' }, onFailure),
    ];

    const fine = await through('ListThings', instances);
    reply = () => ({ status: 404, headers: { 'x-own': 'hidden' } });
    const failed = await through('ListThings', instances);

    expect(fine.got.headers).toMatchObject({ 'x-seen': 'yes' });
    expect(fine.got.headers).not.toHaveProperty('x-failed');
    expect(failed.got).toMatchObject({ status: 404, headers: { 'x-seen': 'yes', 'x-failed': 'yes' } });
    expect(failed.got.headers).not.toHaveProperty('x-own');
  });

  it('updatenextlink gives a link that the consumer can follow', async () => {
    reply = ({ url }) => ({
      body: url.includes('page=2')
        ? { value: [2] }
        : { value: [1], nextLink: 'https://api.example.com/v1/things?page=2' },
    });
    await open(targetFor('ListThings', [policy('updatenextlink', { nextLinkPropertyName: 'nextLink' })]));

    const first = await ask('GET', '/v1/things');
    const { nextLink } = JSON.parse(first.text) as { nextLink: string };
    const { pathname, search, host } = new URL(nextLink);
    const second = await ask('GET', pathname + search);
    await gateway.close();

    expect(host).toBe('connector.invalid');
    expect(JSON.parse(second.text)).toEqual({ value: [2] });
    expect(heard.map(({ url, headers }) => [url, headers['x-key']])).toEqual([
      ['/v1/things', key],
      ['/v1/things?page=2', key],
    ]);
  });

  it('setvaluefromurl gets a token with the same credential, and nobody sees it', async () => {
    reply = ({ url, headers }) =>
      url === '/token?g=c' ? { body: { access_token: 'fetched-9f3' } } : { body: { echo: headers.authorization } };

    const { sent, got, exchanges } = await through(
      'GetThing',
      [
        policy('dynamichosturl', { urlTemplate: 'https://auth.example.com' }),
        policy('setvaluefromurl', {
          parameterTemplate: "@headers('Authorization')",
          httpMethod: 'POST',
          parameterValueUrl: '/token?g=c',
          parameterValuePathTemplate: '@body().access_token',
        }),
        policy('setheader', { name: 'Authorization', value: "Bearer @headers('Authorization')" }),
        policy('dynamichosturl', { urlTemplate: 'https://api.example.com/v1' }),
      ],
      { path: '/v1/things/7' },
    );

    expect(heard[0]).toMatchObject({
      method: 'POST',
      url: '/token?g=c',
      headers: { host: 'auth.example.com', 'x-key': key },
    });
    expect(sent).toMatchObject({
      url: '/v1/things/7',
      headers: { authorization: 'Bearer fetched-9f3', host: 'api.example.com' },
    });
    expect(got.text).toBe('{"echo":"Bearer [redacted]"}');
    expect(exchanges.map(({ caseId }) => caseId)).toEqual(['case-1/setvaluefromurl', 'case-1']);
    for (const { request, result } of exchanges) {
      expect(JSON.stringify(request)).not.toContain('fetched-9f3');
      expect(result.kind === 'answer' ? Buffer.from(result.body).toString() : '').not.toContain('fetched-9f3');
    }
  });

  it.each([
    ['another host', 'https://elsewhere.example/token', 'policy-failed'],
    ['an address of this machine', 'http://127.0.0.1:1/token', 'policy-failed'],
  ])('setvaluefromurl does not call %s', async (_what, parameterValueUrl, reason) => {
    const { exchanges } = await through('ListThings', [
      policy('setvaluefromurl', {
        parameterTemplate: "@headers('X-A')",
        parameterValueUrl,
        parameterValuePathTemplate: '@body().a',
      }),
    ]);

    expect(heard).toEqual([]);
    expect(exchanges).toMatchObject([{ result: { kind: 'failure', reason } }]);
  });

  it('leaves it to the guard when a policy has sent the request to a private address', async () => {
    const { exchanges } = await through('ListThings', [
      policy('dynamichosturl', { urlTemplate: 'http://127.0.0.1' }),
      policy('setvaluefromurl', {
        parameterTemplate: "@headers('X-A')",
        parameterValueUrl: '/',
        parameterValuePathTemplate: '@body().a',
      }),
    ]);

    expect(exchanges.map(({ result }) => ('reason' in result ? result.reason : ''))).toEqual([
      'address-refused',
      'address-refused',
    ]);
  });

  it('pollingtrigger polls from where the last poll ended', async () => {
    reply = ({ url }) => ({ body: { files: url.includes('since') ? [] : [{ created: '2024-05-01T00:00:00Z' }] } });
    await open(
      targetFor('ListThings', [
        policy('pollingtrigger', {
          triggerConfig: { since: '@{triggerBody().files[0].created}' },
          triggerDataPath: '@triggerBody().files',
        }),
      ]),
    );

    for (let poll = 0; poll < 3; poll += 1) await ask('GET', '/v1/things');
    await gateway.close();

    expect(heard.map(({ url }) => url)).toEqual([
      '/v1/things',
      '/v1/things?since=2024-05-01T00%3A00%3A00Z',
      '/v1/things?since=2024-05-01T00%3A00%3A00Z',
    ]);
  });

  it('makes a call without any credential, also those that policies carry', async () => {
    const { sent, exchanges } = await through(
      'ListThings',
      [policy('setheader', { name: 'X-Other', value: "@connectionParameters('api_key')" })],
      { more: { signedIn: false } },
    );

    expect(sent?.headers).not.toHaveProperty('x-key');
    expect(sent?.headers['x-other']).toBe('');
    expect(exchanges).toHaveLength(1);
  });

  it('makes a refused call once more with a new credential', async () => {
    let current = 'old-credential';
    const renewing: SignIn = {
      credentialsFor: () => Promise.resolve([{ place: 'query', name: 'token', value: current }]),
      renew() {
        current = 'new-credential';
        return Promise.resolve(true);
      },
    };
    reply = ({ url }) => ({ status: url.includes('new-credential') ? 200 : 401 });
    await open(targetFor('ListThings', []), renewing);

    const got = await ask('GET', '/v1/things');
    const { exchanges } = await gateway.close();

    expect(got.status).toBe(200);
    expect(exchanges).toMatchObject([
      { attempt: 1, attempts: 2, result: { status: 401 } },
      { attempt: 2, attempts: 2, result: { status: 200 } },
    ]);
  });

  it('tells that signing in failed on the way as the failure of that call, with whose fault it is', async () => {
    const failing: SignIn = {
      credentialsFor: () => Promise.reject(problem('connection-parameter-missing', { name: 'token' })),
      renew: () => Promise.resolve(false),
    };
    await open(targetFor('ListThings', []), failing);

    const got = await ask('GET', '/v1/things');
    const { exchanges } = await gateway.close();

    expect(got.status).toBe(502);
    expect(exchanges).toMatchObject([{ result: { kind: 'failure', reason: 'sign-in-failed', fault: 'yours' } }]);
    expect(heard).toEqual([]);
  });

  it('tells whoever closes the gateway of a bug on the way, and still has what was made before it', async () => {
    let calls = 0;
    const breaking: SignIn = {
      credentialsFor: () => ((calls += 1) > 1 ? Promise.reject(new TypeError('a bug')) : Promise.resolve([])),
      renew: () => Promise.resolve(false),
    };
    reply = () => ({ status: 200 });
    await open(targetFor('ListThings', []), breaking);

    await ask('GET', '/v1/things');
    await expect(ask('GET', '/v1/things')).rejects.toThrow();

    await expect(gateway.close()).rejects.toThrow('a bug');
    expect(gateway.recorded().exchanges).toMatchObject([{ result: { status: 200 } }]);
  });
});
