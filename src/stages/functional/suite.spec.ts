import { readDefinition } from '../../runtime/definition.js';
import type { Answer, Exchange } from '../../runtime/exchange.js';
import { cleanupFaults, leftoversOf, planCleanup } from './cleanup.js';
import { coverageOf } from './coverage.js';
import { earlierValues } from './earlier-values.js';
import { judgeCase } from './judge.js';
import type { Judgement } from './judgement.js';
import { mutantsOf, sampleOf, seedOf } from './mutate.js';
import { planRun } from './plan.js';
import type { Planned } from './plan.js';
import { repeatsOf } from './repeats.js';
import { createSchemaView } from './schema-view.js';
import { testabilityOf } from './testability.js';
import { readTestValues } from './test-values.js';
import { createAnswerJudge } from './validate-answer.js';

const text = { type: 'string' };
const book = { type: 'object', required: ['id'], properties: { id: text, tags: { type: 'array', items: text } } };
const shelfId = { name: 'shelfId', in: 'path', required: true, type: 'string', 'x-ms-test-value': 'main' };
const bookId = { name: 'bookId', in: 'path', required: true, type: 'string' };
const ok = (schema?: object, status = 200) => ({ [status]: { description: 'ok', ...(schema && { schema }) } });
const definition = readDefinition({
  host: 'x.example',
  basePath: '/v1',
  paths: {
    '/shelves/{shelfId}/books': {
      post: { operationId: 'CreateBook', parameters: [shelfId], responses: ok(book, 201) },
    },
    '/shelves/{shelfId}/books/{bookId}': {
      get: {
        operationId: 'GetBook',
        parameters: [shelfId, bookId],
        responses: { ...ok(book), 404: { description: '' } },
      },
      delete: { operationId: 'DeleteBook', parameters: [shelfId, bookId], responses: ok(undefined, 204) },
    },
  },
});
const view = createSchemaView(definition.document);

function planned(values?: object): Planned {
  return planRun({
    definition,
    view,
    values: readTestValues(values && Buffer.from(JSON.stringify(values)), definition.operations),
    testability: operation =>
      testabilityOf(operation, view, { connectionParameters: [], policies: [], scriptOperations: null }, {}),
    day: '2030-05-06',
  });
}

function caseIn({ plan }: Planned, name: string, kind = 'success') {
  const found = plan.cases.find(one => one.kind === kind && one.target.operation.operationId === name);
  if (!found) throw new Error(`no case ${name} ${kind}`);
  return found;
}

function exchange(caseId: string, method: string, path: string, status: number, body?: unknown): Exchange {
  return {
    caseId,
    operationId: '',
    startedAt: '2030-05-06T00:00:00.000Z',
    request: { method, url: `https://x.example${path}`, headers: [], body: null },
    route: 'direct',
    connectedTo: 'https://x.example',
    result: {
      kind: 'answer',
      status,
      headers: [['content-type', 'application/json']],
      body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
    },
    durationMs: 1,
    secretsInAnswer: 0,
  };
}

function answerOf({ result }: Exchange): Answer {
  if (result.kind !== 'answer') throw new Error('no answer');
  return result;
}

const cleanupOf = (run: Planned, exchanges: readonly Exchange[]) =>
  planCleanup({ ...run, exchanges, targetOf: operation => ({ operation, policies: [] }) });

const context = (settled = new Map()) => ({
  document: definition.document,
  judgeAnswer: createAnswerJudge(definition.document),
  notCalled: { reason: 'It was not called.', fault: 'ours' } as const,
  settled,
});

describe('stages/functional: chains and what they leave behind', () => {
  const run = planned();
  const create = caseIn(run, 'CreateBook');
  const created = exchange(create.id, 'POST', '/v1/shelves/main/books', 201, { id: 'a b' });

  it('finds what creates, what uses and what removes', () => {
    const [chain] = run.plan.chains;

    expect(run.plan.chains).toHaveLength(1);
    expect(chain?.uses.map(({ operationId }) => operationId)).toEqual(['GetBook', 'DeleteBook']);
    expect(chain?.removal).toMatchObject({ kind: 'operation', operation: { operationId: 'DeleteBook' } });
  });

  it('removes what was created, with the values of its own path', () => {
    const { cases, leftovers } = cleanupOf(run, [
      { ...created, request: { ...created.request, url: 'https://x.example/v1/shelves/other/books' } },
    ]);

    expect(cases.map(({ planned: { request } }) => request.path)).toEqual(['/v1/shelves/other/books/a%20b']);
    expect(leftovers).toEqual([]);
  });

  it('removes nothing twice', () => {
    const removed = exchange(caseIn(run, 'DeleteBook').id, 'DELETE', '/v1/shelves/main/books/a%20b', 204);

    expect(cleanupOf(run, [created, removed]).cases).toEqual([]);
  });

  it('removes what a call created that was to be refused', () => {
    const unknown = { ...created, caseId: `${create.id}-again-2` };

    expect(
      cleanupOf(run, [created, { ...unknown, result: exchange('', '', '', 201, { id: 'c' }).result }]).cases,
    ).toHaveLength(2);
  });

  it('tells what it could not remove, and why', () => {
    const cleanup = cleanupOf(run, [created]);
    const refused = exchange('cleanup-1', 'DELETE', '/v1/shelves/main/books/a%20b', 409);

    expect(leftoversOf(cleanup, [refused])).toMatchObject([{ id: 'a b', reason: 'DeleteBook was answered 409' }]);
    expect(leftoversOf(cleanup, [])).toMatchObject([{ reason: 'DeleteBook was not called any more' }]);
    const [fault] = cleanupFaults(leftoversOf(cleanup, [refused]));
    expect(fault).toMatchObject({ rule: 'functional-not-cleaned-up', severity: 'warning' });
    expect(fault?.fix).toContain('`a b`');
  });

  it('does what the author says, and nothing where the author says so', () => {
    const $cleanup = {
      CreateBook: {
        operationId: 'DeleteBook',
        values: { shelfId: 's', bookId: { $from: 'CreateBook', $pointer: '/id' } },
      },
    };

    expect(cleanupOf(planned({ $cleanup }), [created]).cases.map(one => one.planned.request.path)).toEqual([
      '/v1/shelves/s/books/a%20b',
    ]);
    expect(cleanupOf(planned({ $cleanup: { CreateBook: false } }), [created]).cases).toEqual([]);
    expect(
      readTestValues(
        Buffer.from(JSON.stringify({ $cleanup: { Nothing: { operationId: 'X' } } })),
        definition.operations,
      ).faults,
    ).toHaveLength(2);
  });

  it('gives the values of earlier answers in both forms', () => {
    expect(earlierValues(run.plan.cases, [created])).toEqual([
      { key: 'earlier_1', value: 'a%20b' },
      { key: 'earlier_1_json', value: '"a b"' },
    ]);
  });
});

describe('stages/functional: judging several calls of one case', () => {
  const run = planned();
  const get = caseIn(run, 'GetBook');
  const good = exchange(get.id, 'GET', '/v1/shelves/main/books/1', 200, { id: '1' });
  const broken = { ...good, result: exchange('', '', '', 500, {}).result };
  const differs = { ...good, result: exchange('', '', '', 200, { id: 1 }).result };
  const judge = (...exchanges: Exchange[]) => judgeCase(get, exchanges, context());
  const told = (...exchanges: Exchange[]) =>
    judge(...exchanges).faults.map(({ severity, message }) => `${severity} ${message}`);

  it('counts what works now and then', () => {
    expect(told(broken, good, broken)).toEqual(['warning GetBook is flaky: it succeeded in 1 of 3 calls.']);
    expect(told(differs, good, good)).toEqual(['error GetBook is flaky: it succeeded in 2 of 3 calls.']);
  });

  it('counts what the runtime tried again by itself, but not that it was told to wait', () => {
    const attempt = { durationMs: 1, waitedMs: 1 };
    const after = (outcome: number): Exchange => ({
      ...good,
      result: { ...answerOf(good), attempts: [{ ...attempt, outcome }] },
    });

    expect(told(after(503))).toEqual(['warning GetBook is flaky: it succeeded in 1 of 2 calls.']);
    expect(told(after(429))).toEqual([]);
  });

  it('blames the API, and nothing else, for what never works', () =>
    expect(judge(broken, broken, broken).check).toMatchObject({ state: 'not-run', fault: 'upstream' }));

  it('judges the answer that users get, where a policy changed it', () =>
    expect(told({ ...differs, answered: answerOf(good) })).toEqual([]));

  it('says nothing of spoilt calls of an operation that does not work', () => {
    const spoilt = caseIn(run, 'GetBook', 'unknown-id');
    const failed = new Map([[get.target.operation, judge(exchange(get.id, 'GET', '/', 404))]]);

    expect(judgeCase(spoilt, [exchange(spoilt.id, 'GET', '/', 404)], context(failed)).check).toMatchObject({
      state: 'not-run',
      fault: 'yours',
    });
  });

  it('finds a breakdown where there should be a refusal, and no fault in a gateway’s trouble', () => {
    const spoilt = caseIn(run, 'GetBook', 'unknown-id');
    const settled = new Map([[get.target.operation, judge(good)]]);
    const of = (status: number) => judgeCase(spoilt, [exchange(spoilt.id, 'GET', '/', status)], context(settled));

    expect(of(500).faults[0]).toMatchObject({ rule: 'functional-breaks-down', severity: 'error' });
    expect(of(503).check).toMatchObject({ state: 'not-run', fault: 'upstream' });
    expect(of(404)).toMatchObject({ check: { state: 'ran' }, faults: [] });
  });

  it('repeats what may pass again, with what waited for it, unless the API is down', () => {
    const create = caseIn(run, 'CreateBook');
    const lacking: Exchange = { ...good, result: { kind: 'failure', reason: 'value-missing', text: '' } };
    const failed = { ...broken, caseId: create.id };
    const judgements = new Map<string, Judgement>([
      [create.id, judgeCase(create, [failed], context())],
      [get.id, judgeCase(get, [lacking], context())],
    ]);
    const other = exchange('case-99', 'GET', '/', 404);

    expect(repeatsOf(run.plan.cases, judgements, [failed, lacking, other]).map(({ id }) => id)).toEqual([
      `${create.id}-again-2`,
      `${create.id}-again-3`,
      `${get.id}-again-2`,
    ]);
    expect(repeatsOf(run.plan.cases, judgements, [failed, lacking])).toEqual([]);
  });
});

describe('stages/functional/coverage', () => {
  it('counts operation × documented status × sign-in, with what was not tried', () => {
    const run = planned();
    const get = caseIn(run, 'GetBook');
    const exchanges = [exchange(get.id, 'GET', '/', 200, { id: '1' }), exchange(`${get.id}-again-2`, 'GET', '/', 418)];
    const judgements = new Map([[get.id, judgeCase(get, exchanges.slice(0, 1), context())]]);

    const { operations, totals } = coverageOf({ definition, view, plan: run.plan, exchanges, judgements });

    expect(operations.find(({ operationId }) => operationId === 'GetBook')).toMatchObject({
      documented: ['200', '404'],
      unseen: ['404'],
      seen: [
        { status: 200, signedIn: true, times: 1, declared: true },
        { status: 418, signedIn: true, times: 1, declared: false },
      ],
      trigger: 'none',
    });
    expect(totals).toMatchObject({ operations: 3, tested: 1, documentedStatuses: 4, seenStatuses: 1 });
  });
});

describe('stages/functional/mutate', () => {
  const run = planned();
  const get = caseIn(run, 'GetBook');
  const good = exchange(get.id, 'GET', '/', 200, { id: '1', tags: ['x', 'y'] });
  const mutants = mutantsOf(get, good, view);
  const mutantAt = (index: number) => {
    const mutant = mutants[index];
    if (!mutant) throw new Error(`no mutant ${index}`);
    return mutant;
  };
  const bodyOf = (index: number): unknown =>
    JSON.parse(Buffer.from(answerOf(mutantAt(index).exchange).body).toString());

  it('makes one thing wrong at a time', () => {
    expect(mutants.map(({ mutation, at }) => `${mutation} ${at}`)).toEqual([
      'status-swapped 200 → 404',
      'status-swapped 200 → 500',
      'wrong-content-type text/html',
      'required-field-dropped /id',
      'type-changed /id',
      'type-changed /tags',
      'array-emptied /tags',
      'item-missing /tags/0',
      'type-changed /tags/0',
      'type-changed /tags/1',
    ]);
    expect(bodyOf(3)).toEqual({ tags: ['x', 'y'] });
    expect(bodyOf(7)).toEqual({ id: '1', tags: ['y'] });
  });

  it('never takes an answer as it was for a wrong one', () => {
    const missing = exchange(get.id, 'GET', '/', 404, { error: 'none' });
    const statuses = mutantsOf(get, missing, view).filter(({ mutation }) => mutation === 'status-swapped');

    expect(statuses.map(({ at }) => at)).toEqual(['404 → 500']);
  });

  it('are noticed by the judges, all but those that no schema can tell', () => {
    const before = JSON.stringify(judgeCase(get, [good], context()));
    const survivors = mutants.filter(one => JSON.stringify(judgeCase(get, [one.exchange], context())) === before);

    expect(survivors.map(({ mutation }) => mutation)).toEqual(['array-emptied', 'item-missing']);
  });

  it('gives the same sample for the same package, and another for another', () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ ...mutantAt(0), at: String(index) }));
    const sample = (digest: string) => sampleOf(many, 10, seedOf(digest)).map(({ at }) => at);

    expect(sample(`sha256:${'a'.repeat(64)}`)).toEqual(sample(`sha256:${'a'.repeat(64)}`));
    expect(sample(`sha256:${'a'.repeat(64)}`)).not.toEqual(sample(`sha256:${'b'.repeat(64)}`));
    expect(sample(`sha256:${'a'.repeat(64)}`)).toHaveLength(10);
  });
});
