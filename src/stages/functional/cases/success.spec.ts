import { readDefinition } from '../../../runtime/definition.js';
import type { Operation } from '../../../runtime/definition.js';
import type { Answer, Exchange, Failure } from '../../../runtime/exchange.js';
import { redacted } from '../../../runtime/redact.js';
import type { Judgement } from '../judgement.js';
import { createAnswerJudge } from '../validate-answer.js';
import type { Case } from './case.js';
import { judgeSuccess } from './success.js';

const document = {
  paths: {
    '/a': {
      get: {
        operationId: 'GetA',
        responses: {
          200: { description: 'ok', schema: { $ref: '#/definitions/A' } },
          204: { description: 'nothing' },
          206: { description: 'text', schema: { type: 'string' } },
          404: { description: 'none' },
        },
      },
    },
    '/b': { get: { operationId: 'GetB', responses: { 200: { $ref: '#/responses/Loose' } } } },
  },
  responses: {
    Loose: { description: 'ok', schema: { type: 'object', properties: { a: { type: 'string', pattern: '(?=x)' } } } },
  },
  definitions: {
    A: {
      type: 'object',
      required: ['id'],
      properties: {
        id: { type: 'string' },
        next: { $ref: '#/definitions/A' },
        tags: { type: 'array', items: { type: 'string', enum: ['x', 'y'] } },
        size: { type: 'integer', minimum: 0, exclusiveMinimum: true },
        maybe: { type: 'string', 'x-nullable': true },
        when: { type: 'string', format: 'date-time' },
      },
    },
  },
};
const { operations } = readDefinition(document);
const [getA, getB] = operations;

function caseOf(operation: Operation | undefined, more: Partial<Case> = {}): Case {
  if (operation === undefined) throw new Error('no operation');
  return {
    id: 'case-1',
    kind: 'success',
    about: '',
    pointer: operation.pointer,
    target: { operation, policies: [] },
    request: { path: '/a', query: [], headers: [], body: null, origins: {} },
    needs: [],
    keeps: new Map(),
    ...more,
  };
}

function exchangeOf(result: Answer | Failure, secretsInAnswer = 0): Exchange {
  return {
    caseId: 'case-1',
    operationId: 'GetA',
    startedAt: '2030-01-01T00:00:00.000Z',
    request: { method: 'GET', url: 'https://x.example/a', headers: [], body: null },
    route: 'direct',
    connectedTo: 'https://x.example',
    result,
    durationMs: 1,
    secretsInAnswer,
  };
}

function answer(status: number, body: unknown): Answer {
  const bytes =
    typeof body === 'string' ? Buffer.from(body) : Buffer.from(body === undefined ? '' : JSON.stringify(body));
  return { kind: 'answer', status, headers: [], body: bytes };
}

function judge(
  result: Answer | Failure | undefined,
  { planned = caseOf(getA), secrets = 0, settled = new Map<Operation, Judgement>() } = {},
): Judgement {
  const notCalled = { reason: 'It was not called.', fault: 'ours' } as const;
  const context = { document, judgeAnswer: createAnswerJudge(document), notCalled, settled };
  return judgeSuccess(planned, result && exchangeOf(result, secrets), context);
}

const rulesOf = ({ faults }: Judgement) => faults.map(({ rule }) => rule);

describe('stages/functional/cases/success', () => {
  it('is content with a declared status and a body that fits', () => {
    const judged = judge(
      answer(200, { id: '1', next: { id: '2' }, tags: ['x'], size: 1, maybe: null, when: 'yesterday' }),
    );

    expect(judged).toEqual({ check: { id: 'functional/GetA', state: 'ran' }, faults: [] });
  });

  it('reports a status that is no success, with advice and what was seen', () => {
    const planned = caseOf(getA, { request: { ...caseOf(getA).request, origins: { id: 'generated' } } });

    const [fault] = judge(answer(404, 'no such thing'), { planned }).faults;

    expect(fault).toMatchObject({ rule: 'functional-operation-2xx', severity: 'error', pointer: '/paths/~1a/get' });
    expect(fault?.message).toBe('GetA answered 404 where its definition promises success.');
    expect(fault?.fix).toContain('tests/values.json');
    expect(fault?.fix).toContain('no such thing');
  });

  it.each([401, 403])('sends the author to the credential for %d', status =>
    expect(judge(answer(status, '')).faults[0]?.fix).toContain('credential'),
  );

  it('reports a success that is not declared', () =>
    expect(judge(answer(202, '')).faults[0]?.message).toBe(
      'GetA answered 202, which its definition does not declare.',
    ));

  it('says that a redirect is not followed', () =>
    expect(judge(answer(302, '')).faults[0]?.fix).toContain('Redirects are not followed'));

  it.each([
    [{ next: { id: 7 }, id: '1' }, 'at /next/id: must be string', '/next/id is 7'],
    [{}, "at the root: must have required property 'id'", 'the answer is {}'],
    [{ id: '1', tags: ['x', 'z'] }, 'at /tags/*: must be one of ["x","y"]', '/tags/1 is "z"'],
    [{ id: '1', size: 0 }, 'at /size: must be > 0', '/size is 0'],
    [[], 'at the root: must be object', 'the answer is []'],
    ['{"id":', 'the answer is not JSON', '{"id":'],
    ['', 'the answer is empty', 'no body'],
    [`${'['.repeat(5_000)}${']'.repeat(5_000)}`, 'the answer is not JSON', '[[['],
  ])('holds %j against the schema', (body, message, seen) => {
    const [fault] = judge(answer(200, body)).faults;

    expect(fault).toMatchObject({
      rule: 'functional-response-matches-schema',
      severity: 'error',
      pointer: '/paths/~1a/get/responses/200',
    });
    expect(fault?.message).toContain(message);
    expect(fault?.fix).toContain(seen);
  });

  it('tells one difference once, however many entries have it', () => {
    const items = Array.from({ length: 50 }, () => 'z');

    expect(judge(answer(200, { id: '1', tags: items })).faults).toHaveLength(1);
  });

  it('asks for no body where none is declared, and takes plain text for a text', () => {
    expect(judge(answer(204, undefined)).faults).toEqual([]);
    expect(judge(answer(206, 'plain words')).faults).toEqual([]);
  });

  it('says which pattern was not judged, and lets the value pass', () => {
    const judged = judge(answer(200, { a: 'y' }), { planned: caseOf(getB) });

    expect(judged.check.state).toBe('ran');
    expect(judged.faults).toEqual([
      expect.objectContaining({
        rule: 'functional-schema-not-judged',
        severity: 'info',
        pointer: '/responses/Loose/schema/properties/a/pattern',
      }),
    ]);
  });

  it.each([500, 502, 503, 504, 429])('blames the API for %d and judges nothing', status =>
    expect(judge(answer(status, 'oops')).check).toMatchObject({ state: 'not-run', fault: 'upstream' }),
  );

  it.each([
    ['name-not-resolved', 'upstream'],
    ['not-connected', 'upstream'],
    ['tls', 'upstream'],
    ['timeout', 'upstream'],
    ['reset', 'upstream'],
    ['not-http', 'upstream'],
    ['run-limit', 'ours'],
    ['stopped', 'ours'],
  ] as const)('a call that failed with %s did not run, by fault of: %s', (reason, fault) => {
    const judged = judge({ kind: 'failure', reason, text: 'Because.' });

    expect(judged.check).toMatchObject({ state: 'not-run', fault });
    expect(judged.faults).toEqual([]);
  });

  it.each([
    ['address-refused', 'functional-host-reachable'],
    ['too-large', 'functional-answer-size'],
    ['value-missing', 'functional-value-missing'],
    ['policy-failed', 'functional-policy-failed'],
  ] as const)('a call that failed with %s is the author’s to correct', (reason, rule) => {
    const judged = judge({ kind: 'failure', reason, text: 'Because.' });

    expect(judged.check).toMatchObject({ state: 'not-run', fault: 'yours' });
    expect(rulesOf(judged)).toEqual([rule]);
  });

  it.each([
    ['policy-failed', 'upstream', []],
    ['sign-in-failed', 'upstream', []],
    ['sign-in-failed', 'ours', []],
    ['sign-in-failed', 'yours', ['functional-sign-in']],
  ] as const)('a call that failed with %s by fault of %s says so', (reason, fault, rules) => {
    const judged = judge({ kind: 'failure', reason, fault, text: 'Because.' });

    expect(judged.check).toMatchObject({ state: 'not-run', fault });
    expect(rulesOf(judged)).toEqual(rules);
  });

  it('tells that signing in failed once for all operations, with what to do', () => {
    if (!getB) throw new Error('no operation');
    const failure = { kind: 'failure', reason: 'sign-in-failed', fault: 'yours', text: 'Sign in again.' } as const;

    const [first] = judge(failure).faults;

    expect(judge(failure, { planned: caseOf(getB) }).faults).toEqual([first]);
    expect(first).toMatchObject({ pointer: '/securityDefinitions', fix: 'Sign in again.' });
  });

  it('tells a fault once: not again with every operation that needed a value from there', () => {
    if (!getB) throw new Error('no operation');
    const failed = judge(answer(503, ''), { planned: caseOf(getB) });

    const judged = judge(
      { kind: 'failure', reason: 'value-missing', text: '' },
      { planned: caseOf(getA, { needs: [getB] }), settled: new Map([[getB, failed]]) },
    );

    expect(judged).toEqual({
      check: {
        id: 'functional/GetA',
        state: 'not-run',
        reason: 'GetA needs a value that GetB did not give.',
        fault: 'upstream',
      },
      faults: [],
    });
  });

  it('never lets a call that was not made pass', () =>
    expect(judge(undefined).check).toEqual({
      id: 'functional/GetA',
      state: 'not-run',
      reason: 'It was not called.',
      fault: 'ours',
    }));

  it('warns of an API that repeats the credential, and does not judge what was redacted', () => {
    const judged = judge(answer(200, { id: '1', tags: [redacted] }), { secrets: 1 });

    expect(rulesOf(judged)).toEqual(['functional-credential-repeated']);
    expect(judge(answer(200, `{"id":${redacted}}`), { secrets: 1 }).check).toMatchObject({
      state: 'not-run',
      fault: 'yours',
    });
  });
});
