import { readDefinition } from '../../runtime/definition.js';
import type { Exchange } from '../../runtime/exchange.js';
import { cleanupFaults, leftoversOf, planCleanup } from './cleanup.js';
import { planRun } from './plan.js';
import { createSchemaView } from './schema-view.js';
import { testabilityOf } from './testability.js';
import { readTestValues } from './test-values.js';

const text = { type: 'string' };
const ok = (status: number) => ({ [status]: { description: 'ok' } });
const id = { name: 'pageId', in: 'path', required: true, ...text };
const put = { operationId: 'PutPage', parameters: [id], responses: { ...ok(200), ...ok(201) } };
const remove = { operationId: 'DeletePage', parameters: [id], responses: ok(204) };

function planned(paths: object) {
  const definition = readDefinition({ host: 'x.example', basePath: '/v1', paths });
  const view = createSchemaView(definition.document);
  return planRun({
    definition,
    view,
    values: readTestValues(undefined, definition.operations),
    testability: operation =>
      testabilityOf(operation, view, { connectionParameters: [], policies: [], scriptOperations: null }, {}),
    day: '2030-05-06',
  });
}

function exchange(caseId: string, method: string, path: string, status: number): Exchange {
  return {
    caseId,
    operationId: 'PutPage',
    startedAt: '2030-05-06T00:00:00.000Z',
    request: { method, url: `https://x.example/v1${path}`, headers: [], body: null },
    route: 'direct',
    connectedTo: 'https://x.example',
    result: { kind: 'answer', status, headers: [], body: Buffer.from('') },
    durationMs: 1,
    secretsInAnswer: 0,
  };
}

/** A PUT answers 201 only where it has created what was not there (RFC 9110 §9.3.4). */
describe('stages/functional/cleanup, of what a PUT created', () => {
  const run = planned({ '/pages/{pageId}': { put, delete: remove } });
  const caseId = run.plan.cases.find(({ kind }) => kind === 'success')?.id ?? '';

  it('plans no deletion of what may be somebody’s, but removes what the PUT made', () => {
    expect(run.plan.cases.map(({ target }) => target.operation.method)).toEqual(['put']);

    const { cases, leftovers } = planCleanup({ ...run, exchanges: [exchange(caseId, 'PUT', '/pages/a%20b', 201)] });

    expect(leftovers).toEqual([]);
    expect(
      cases.map(({ planned: one, id: thing }) => [one.target.operation.operationId, one.request.path, thing]),
    ).toEqual([['DeletePage', '/v1/pages/a%20b', 'a b']]);
  });

  it.each([200, 204])('leaves alone what was there before: %d', status =>
    expect(planCleanup({ ...run, exchanges: [exchange(caseId, 'PUT', '/pages/a', status)] })).toEqual({
      cases: [],
      leftovers: [],
    }),
  );

  it('removes it once, and not what is gone already', () => {
    const created = exchange(caseId, 'PUT', '/pages/a', 201);

    expect(planCleanup({ ...run, exchanges: [created, created] }).cases).toHaveLength(1);
    expect(planCleanup({ ...run, exchanges: [created, exchange('x', 'DELETE', '/pages/a', 204)] }).cases).toEqual([]);
  });

  it('tells what no operation removes', () => {
    const without = planned({ '/pages/{pageId}': { put } });
    const cleanup = planCleanup({ ...without, exchanges: [exchange(caseId, 'PUT', '/pages/a', 201)] });

    expect(cleanup.cases).toEqual([]);
    expect(cleanupFaults(leftoversOf(cleanup, []))).toMatchObject([
      { severity: 'info', fix: expect.stringContaining('`a`') as unknown },
    ]);
  });
});
