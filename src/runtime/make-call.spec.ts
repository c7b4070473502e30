import { policy } from '../../test/support/policies.js';
import { problem } from '../core/problems.js';
import type { Call, CallTarget } from './call.js';
import type { SignIn } from './credential.js';
import { readDefinition } from './definition.js';
import { parseEgressAllow } from './egress-policy.js';
import type { Answer, Failure } from './exchange.js';
import { openCaller } from './make-call.js';
import { policiesOf } from './policies/read-policies.js';
import { readProperties } from './properties.js';
import { createRedactor } from './redact.js';

const definition = readDefinition({
  host: 'api.example.com',
  basePath: '/v1',
  paths: { '/things/{id}': { get: { operationId: 'GetThing' } } },
});
const [operation] = definition.operations;
const onResponse = { 'x-ms-apimTemplate-policySection': 'Response' };

function answer(status: number, body = '', headers: Answer['headers'] = []): Answer {
  return { kind: 'answer', status, headers, body: Buffer.from(body) };
}

/** A sign-in whose key is told to be new once. */
function renewing(renewals: number): SignIn & { renewed: number } {
  return {
    renewed: 0,
    credentialsFor() {
      return Promise.resolve([{ place: 'header', name: 'X-Key', value: `secret-${this.renewed}` }]);
    },
    renew() {
      if (this.renewed === renewals) return Promise.resolve(false);
      this.renewed += 1;
      return Promise.resolve(true);
    },
  };
}

async function make(
  instances: readonly object[],
  answers: readonly (Answer | Failure)[],
  { signIn = renewing(0), target = {} }: { signIn?: SignIn; target?: Partial<CallTarget> } = {},
) {
  if (operation === undefined) throw new Error('no operation');
  const found = policiesOf(
    operation,
    readProperties({ properties: { policyTemplateInstances: instances } }, false),
    {},
  );
  if (found.kind === 'unsupported') throw new Error(found.reason);
  const sent: Call[] = [];
  const call = openCaller({
    definition,
    signIn,
    redactor: createRedactor(['secret-0', 'secret-1']),
    egress: parseEgressAllow(''),
    now: () => new Date(0),
    signal: new AbortController().signal,
    requestMs: 38_000,
    send(each) {
      sent.push(each);
      return Promise.resolve(answers[sent.length - 1] ?? { kind: 'failure', reason: 'reset', text: 'Nobody answers.' });
    },
  });
  const made = await call({
    caseId: 'case-1',
    target: { operation, policies: found.policies, ...target },
    asked: { path: '/things/7', query: [['q', '1']], headers: [], body: null },
    consumerBase: 'http://connector.invalid/v1',
  });
  return { sent, made };
}

describe('runtime/make-call', () => {
  it('signs in, and records without the credential', async () => {
    const { sent, made } = await make([], [answer(200, 'secret-0')]);

    expect(sent).toMatchObject([{ path: '/v1/things/7?q=1', headers: [['x-key', 'secret-0']] }]);
    expect(made.exchanges).toMatchObject([
      { caseId: 'case-1', request: { headers: [['x-key', '[redacted]']] }, secretsInAnswer: 1 },
    ]);
    expect(made.exchanges[0]).not.toHaveProperty('answered');
    expect(made.exchanges[0]).not.toHaveProperty('attempt');
    expect(JSON.stringify(made)).not.toContain('secret-0');
  });

  it('makes a refused call once more when there is a new credential', async () => {
    const { sent, made } = await make([], [answer(401), answer(200)], { signIn: renewing(5) });

    expect(sent.map(({ headers }) => headers)).toEqual([[['x-key', 'secret-0']], [['x-key', 'secret-1']]]);
    expect(made.exchanges).toMatchObject([
      { attempt: 1, attempts: 2, result: { status: 401 } },
      { attempt: 2, attempts: 2, result: { status: 200 } },
    ]);
    expect(made.consumed).toMatchObject({ status: 200 });
  });

  it('makes it no third time', async () => {
    const { sent } = await make([], [answer(401), answer(401), answer(200)], { signIn: renewing(5) });

    expect(sent).toHaveLength(2);
  });

  it('takes a refusal for the answer when there is no new credential', async () => {
    const { sent, made } = await make([], [answer(401)]);

    expect(sent).toHaveLength(1);
    expect(made.exchanges).toHaveLength(1);
  });

  it('makes a call without any credential, and does not look for a new one', async () => {
    const { sent, made } = await make([], [answer(401)], { signIn: renewing(5), target: { signedIn: false } });

    expect(sent).toMatchObject([{ headers: [] }]);
    expect(made.exchanges).toHaveLength(1);
  });

  it('records what came and gives the consumer what policies make of it', async () => {
    const { made } = await make(
      [
        policy('setheader', { name: 'X-Set', value: 'secret-0' }, onResponse),
        policy(
          'stringtoarray',
          {
            propertyParentPath: '@body()',
            propertySubPath: 'a',
            delimiterList: '-',
            childPropertyName: 'v',
            newPropertyPath: '@body().a',
          },
          onResponse,
        ),
      ],
      [answer(200, '{"a":"x-y","b":"secret-0"}', [['content-length', '26']])],
    );

    expect(made.setHeaders).toEqual(['x-set']);
    expect(made.exchanges).toMatchObject([
      {
        result: { headers: [['content-length', '26']], body: Buffer.from('{"a":"x-y","b":"[redacted]"}') },
        answered: {
          headers: [['x-set', '[redacted]']],
          body: Buffer.from('{"a":[{"v":"x"},{"v":"y"}],"b":"[redacted]"}'),
        },
      },
    ]);
  });

  it('does not let a policy tear a secret into pieces that nobody finds', async () => {
    const { made } = await make(
      [
        policy(
          'stringreplace',
          {
            propertyParentPath: '@body()',
            propertySubPath: 'a',
            sourceString: '-',
            replacementString: '+',
            newPropertyPath: '@body().a',
          },
          onResponse,
        ),
      ],
      [answer(200, '{"a":"secret-0"}')],
    );

    expect(Buffer.from(made.consumed.kind === 'answer' ? made.consumed.body : []).toString()).toBe(
      '{"a":"[redacted]"}',
    );
  });

  const token = policy('setvaluefromurl', {
    parameterTemplate: "@headers('Authorization')",
    parameterValueUrl: '/token',
    parameterValuePathTemplate: '@body().token',
  });

  it('records the calls of policies under a name of their own, and hides what they got', async () => {
    const { sent, made } = await make(
      [token],
      [answer(200, '{"token":"fetched-token"}'), answer(200, 'fetched-token')],
    );

    expect(sent).toMatchObject([
      { method: 'GET', path: '/token', headers: [['x-key', 'secret-0']], origin: 'https://api.example.com' },
      {
        path: '/v1/things/7?q=1',
        headers: [
          ['x-key', 'secret-0'],
          ['authorization', 'fetched-token'],
        ],
      },
    ]);
    expect(made.exchanges.map(({ caseId }) => caseId)).toEqual(['case-1/setvaluefromurl', 'case-1']);
    expect(made.exchanges.map(({ result }) => (result.kind === 'answer' ? result.body.toString() : ''))).toEqual([
      '{"token":"[redacted]"}',
      '[redacted]',
    ]);
    expect(JSON.stringify(made.exchanges)).not.toContain('fetched-token');
  });

  it('gets a new credential when it was a policy that was refused', async () => {
    const { sent, made } = await make([token], [answer(401), answer(200, '{"token":"fetched-token"}'), answer(200)], {
      signIn: renewing(1),
    });

    expect(sent).toHaveLength(3);
    expect(made.exchanges.map(({ caseId, attempt }) => [caseId, attempt])).toEqual([
      ['case-1/setvaluefromurl', undefined],
      ['case-1', 1],
      ['case-1/setvaluefromurl', undefined],
      ['case-1', 2],
    ]);
    expect(made.consumed).toMatchObject({ status: 200 });
  });

  it('does not make a call whose policy failed', async () => {
    const { sent, made } = await make([token], [answer(500)]);

    expect(sent).toHaveLength(1);
    expect(made.exchanges.at(-1)?.result).toMatchObject({
      kind: 'failure',
      reason: 'policy-failed',
      text: 'The policy `setvaluefromurl` was answered 500.',
    });
  });

  it('tells that a policy failed on the answer', async () => {
    const grow = policy(
      'stringreplace',
      {
        propertyParentPath: '@body()',
        propertySubPath: 'a',
        sourceString: 'x',
        replacementString: 'y'.repeat(100_000),
        newPropertyPath: '@body().a',
      },
      onResponse,
    );

    const { made } = await make([grow], [answer(200, JSON.stringify({ a: 'x'.repeat(100) }))]);

    expect(made.exchanges).toMatchObject([{ result: { status: 200 }, answered: { reason: 'policy-failed' } }]);
    expect(made.consumed).toMatchObject({ kind: 'failure', reason: 'policy-failed' });
  });
});

describe('runtime/make-call, within the time of one request', () => {
  if (operation === undefined) throw new Error('no operation');

  /** A clock that goes on only when somebody waits or a call takes its time; a caller whose calls take so long each. */
  function caller(
    requestMs: number,
    {
      lastsMs,
      signIn = renewing(0),
      answers = [answer(200)],
    }: { lastsMs: number; signIn?: SignIn; answers?: Answer[] },
  ) {
    let now = 0;
    const given: number[] = [];
    const makeCall = openCaller({
      definition,
      signIn,
      redactor: createRedactor(['secret-0']),
      egress: parseEgressAllow(''),
      now: () => new Date(0),
      signal: new AbortController().signal,
      requestMs,
      clock: {
        now: () => now,
        // Nobody's wait is over before something else has happened.
        wait: (ms, signal) =>
          new Promise(resolve => {
            if (ms <= 0) resolve();
            signal.addEventListener('abort', () => resolve());
          }),
        random: () => 0,
      },
      send(_call, withinMs) {
        given.push(withinMs);
        now += lastsMs;
        return Promise.resolve(answers[given.length - 1] ?? answer(200));
      },
    });
    const make = (policies: CallTarget['policies'] = []) =>
      makeCall({
        caseId: 'case-1',
        target: { operation: operation as never, policies },
        asked: { path: '/things/7', query: [], headers: [], body: null },
        consumerBase: 'http://connector.invalid/v1',
      });
    return { given, make, pass: (ms: number) => (now += ms) };
  }

  it('leaves the second attempt what the first has left', async () => {
    const { given, make } = caller(38_000, {
      lastsMs: 15_000,
      signIn: renewing(1),
      answers: [answer(401), answer(200)],
    });

    await make();

    expect(given).toEqual([38_000, 23_000]);
  });

  it('makes no call for which no time is left, and says so', async () => {
    const { given, make } = caller(38_000, { lastsMs: 40_000, signIn: renewing(1), answers: [answer(401)] });

    const made = await make();

    expect(given).toEqual([38_000]);
    expect(made.exchanges.map(({ result }) => (result.kind === 'answer' ? result.status : result.reason))).toEqual([
      401,
      'timeout',
    ]);
    expect(made.consumed).toMatchObject({ kind: 'failure', reason: 'timeout' });
  });

  it('gives every request its own time', async () => {
    const { given, make } = caller(38_000, { lastsMs: 30_000 });

    await make();
    await make();

    expect(given).toEqual([38_000, 38_000]);
  });

  it('does not wait for a sign-in that takes longer', async () => {
    const { given, make } = caller(0, {
      lastsMs: 0,
      signIn: { credentialsFor: () => new Promise(() => undefined), renew: () => Promise.resolve(false) },
    });

    const made = await make();

    expect(given).toEqual([]);
    expect(made.consumed).toMatchObject({ kind: 'failure', reason: 'sign-in-failed', fault: 'upstream' });
  });

  it.each(['credentialsFor', 'renew'] as const)(
    'makes a failure of a Problem that %s throws, with whose fault',
    async step => {
      const { make } = caller(38_000, {
        lastsMs: 0,
        answers: [answer(401)],
        signIn: {
          ...renewing(1),
          [step]: () => Promise.reject(problem('connection-parameter-missing', { name: 'token' })),
        },
      });

      const made = await make();

      expect(made.exchanges.at(-1)?.result).toMatchObject({
        kind: 'failure',
        reason: 'sign-in-failed',
        fault: 'yours',
        text: expect.stringContaining('token') as unknown,
      });
      expect(made.exchanges).toHaveLength(step === 'renew' ? 2 : 1);
    },
  );

  it('throws what is no Problem on: that is a bug', async () => {
    const { make } = caller(38_000, {
      lastsMs: 0,
      signIn: { ...renewing(0), credentialsFor: () => Promise.reject(new TypeError('a bug')) },
    });

    await expect(make()).rejects.toThrow('a bug');
  });
});
