import type { IncomingMessage, ServerResponse } from 'node:http';
import { createNewman } from '../../src/adapters/newman/run-collection.js';
import { packageFileNames } from '../../src/core/package.js';
import type { PackageContent } from '../../src/core/package.js';
import { verdictOf } from '../../src/core/verdict.js';
import type { Report } from '../../src/core/verdict.js';
import { defaultGatewayLimits } from '../../src/runtime/gateway.js';
import { defaultRetryLimits } from '../../src/runtime/retry.js';
import { policy } from '../support/policies.js';
import { childEntry, contentOf, runStage, startServer } from '../support/functional.js';
import type { TestServer } from '../support/functional.js';

/** What the API of these tests does; what it is asked for a token is counted. */
interface Behaviour {
  readonly token?: (turn: number, response: ServerResponse) => void;
  readonly call?: (request: IncomingMessage, response: ServerResponse) => void;
}

const json = (response: ServerResponse, status: number, body: unknown, headers: object = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};
/** A token that has to be replaced before the next call. */
const shortToken = (turn: number, response: ServerResponse) =>
  json(response, 200, { access_token: `token-${turn}-e2b7`, token_type: 'Bearer', expires_in: 0.001 });

const thing = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } };
const answers = { 200: { description: 'ok', schema: thing } };
const paths = {
  '/things': { get: { operationId: 'ListThings', responses: answers } },
  '/others': { get: { operationId: 'ListOthers', responses: answers } },
  '/more': { get: { operationId: 'ListMore', responses: answers } },
};

/** A connector that signs in with OAuth as the client itself. */
function connector(origin: string, policies: readonly object[] = []): PackageContent {
  const definition = {
    swagger: '2.0',
    info: { title: 'Things', version: '1.0.0' },
    host: 'library.example.com',
    basePath: '/v1',
    schemes: ['https'],
    securityDefinitions: {
      oauth: { type: 'oauth2', flow: 'application', tokenUrl: `${origin}/token`, scopes: {} },
    },
    paths,
  };
  const properties = {
    properties: {
      policyTemplateInstances: policies,
      connectionParameters: {
        token: {
          type: 'oauthSetting',
          oAuthSettings: {
            identityProvider: 'oauth2',
            clientId: 'app',
            scopes: [],
            customParameters: { tokenUrl: { value: `${origin}/token` }, refreshUrl: { value: `${origin}/token` } },
          },
        },
      },
    },
  };
  return contentOf(
    new Map([
      [packageFileNames.definition, JSON.stringify(definition, null, 2)],
      [packageFileNames.properties, JSON.stringify(properties)],
    ]),
  );
}

const connection = { 'token:clientId': 'service', 'token:clientSecret': 'service-secret-7a1f' };
const rulesOf = ({ findings }: Report) =>
  findings
    .filter(({ rule }) => rule !== 'functional-suite-strength')
    .map(({ rule, severity }) => `${severity} ${rule}`);
const notRun = ({ checks }: Report) =>
  checks.flatMap(check => (check.state === 'not-run' ? [{ fault: check.fault, reason: check.reason }] : []));

/** What goes wrong between the first call and the last: each ends as something explained, with whose fault it is. */
describe('what fails in the middle of a functional run', () => {
  const newman = createNewman({ childEntry, memoryMb: 246, idleSeconds: 30 });
  let api: TestServer;
  let behaviour: Behaviour;
  let tokens: number;

  beforeAll(async () => {
    api = await startServer((request, response) => {
      if (request.url === '/token') {
        tokens += 1;
        (behaviour.token ?? shortToken)(tokens, response);
        return;
      }
      const call = behaviour.call ?? ((_request, answer) => json(answer, 200, { id: '1' }));
      if (request.headers.authorization === undefined) json(response, 401, {});
      else call(request, response);
    });
  });

  afterAll(async () => {
    await newman.close();
    await api.stop();
  });

  async function run(
    how: Behaviour,
    { policies = [], limits }: { policies?: readonly object[]; limits?: Parameters<typeof runStage>[1]['limits'] } = {},
  ) {
    behaviour = how;
    tokens = 0;
    const host = new URL(api.url).host;
    const { report, evidence } = await runStage(connector(api.url, policies), {
      newman,
      origin: api.url,
      connection,
      egress: `library.example.com=${api.url},${host}`,
      ...(limits && { limits }),
    });
    return { report, record: JSON.parse(evidence), evidence };
  }

  it('is nothing, where nothing fails', async () => {
    const { report } = await run({});

    expect(rulesOf(report)).toEqual([]);
    expect(verdictOf(report)).toBe('pass');
    expect(tokens).toBeGreaterThan(3);
  }, 60_000);

  it('a credential that is no longer taken is told once, with what to do, and no secret', async () => {
    const { report, evidence } = await run({
      token: (turn, response) =>
        turn < 4 ? shortToken(turn, response) : json(response, 400, { error: 'invalid_client', secret: connection }),
    });

    expect(rulesOf(report)).toEqual(['error functional-sign-in']);
    const [finding] = report.findings.filter(({ rule }) => rule === 'functional-sign-in');
    expect(finding?.fix).toContain('invalid_client');
    expect(finding?.line).toBeGreaterThan(1);
    expect(notRun(report).every(({ fault }) => fault === 'yours')).toBe(true);
    expect(verdictOf(report)).toBe('fail');
    for (const kept of [evidence, JSON.stringify(report)]) expect(kept).not.toContain('service-secret-7a1f');
  }, 60_000);

  it('a token endpoint in trouble leaves it inconclusive, by its own fault', async () => {
    const { report, record } = await run({
      token: (turn, response) => (turn < 4 ? shortToken(turn, response) : json(response, 500, {})),
    });

    expect(rulesOf(report)).toEqual([]);
    expect(notRun(report).length).toBeGreaterThan(0);
    expect(notRun(report).every(({ fault }) => fault === 'upstream')).toBe(true);
    expect(verdictOf(report)).toBe('inconclusive');
    // What was recorded before it is there.
    expect(record.exchanges.some(({ result }: { result: { status?: number } }) => result.status === 200)).toBe(true);
  }, 60_000);

  it('a policy that cannot be applied is a finding of its operation', async () => {
    const lookUp = policy(
      'setvaluefromurl',
      {
        parameterValueUrl: '/v1/token-of-the-day',
        parameterValuePathTemplate: '@body().token',
        parameterTemplate: "@headers('X-Day')",
      },
      { 'x-ms-apimTemplate-operationName': ['ListThings'] },
    );

    const { report } = await run({}, { policies: [lookUp] });

    expect(rulesOf(report)).toEqual(['error functional-policy-failed']);
    expect(report.findings.find(({ rule }) => rule === 'functional-policy-failed')?.message).toMatch(
      /^ListThings does not work for its users: The policy `setvaluefromurl` found no value/,
    );
    expect(verdictOf(report)).toBe('fail');
  }, 60_000);

  it('is answered before Newman gives up, however many calls a request becomes', async () => {
    const requestMs = 2_500;

    const { record } = await run(
      {
        call: (request, response) => {
          if (request.url !== '/v1/others') return json(response, 200, { id: '1' });
          return json(response, 503, {}, { 'retry-after': '1' });
        },
      },
      {
        limits: {
          run: { totalMs: 60_000, requestMs, scriptMs: 2_000 },
          gateway: {
            ...defaultGatewayLimits,
            call: { ...defaultGatewayLimits.call, retry: { ...defaultRetryLimits, attempts: 40 } },
          },
        },
      },
    );

    const waits = record.exchanges.filter(({ request }: { request: { url: string } }) =>
      request.url.endsWith('/others'),
    );
    expect(waits.length).toBeGreaterThan(0);
    for (const { result, durationMs } of waits) {
      // Newman’s own end of patience would have stopped it.
      expect(result.reason).not.toBe('stopped');
      expect(durationMs).toBeLessThan(requestMs);
    }
  }, 90_000);
});
