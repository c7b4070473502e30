import { readDefinition } from '../../runtime/definition.js';
import type { Plan } from './plan.js';
import { planCalls } from './plan.js';
import { createSchemaView } from './schema-view.js';
import { testabilityOf } from './testability.js';
import { readTestValues } from './test-values.js';

const text = { type: 'string' };
const book = { type: 'object', properties: { id: text } };
const ok = (schema?: object, status = 200) => ({ [status]: { description: 'ok', ...(schema && { schema }) } });
const id = { name: 'bookId', in: 'path', required: true, ...text };
const deleting = { delete: { operationId: 'DeleteBook', parameters: [id], responses: ok() } };
const listing = { get: { operationId: 'ListBooks', responses: ok({ type: 'array', items: book }) } };
const create = { operationId: 'CreateBook', responses: ok(book) };

function plan(paths: object, values?: object): Plan {
  const definition = readDefinition({ basePath: '/v1', paths });
  const view = createSchemaView(definition.document);
  const given = values === undefined ? undefined : Buffer.from(JSON.stringify(values));
  return planCalls({
    definition,
    view,
    values: readTestValues(given, definition.operations),
    testability: operation =>
      testabilityOf(operation, view, { connectionParameters: [], policies: [], scriptOperations: null }, {}),
    day: '2030-05-06',
  });
}

const deleted = ({ cases }: Plan) =>
  cases.filter(({ kind, target }) => kind === 'success' && target.operation.method === 'delete').length;
const reasons = ({ untestable }: Plan) =>
  untestable.map(({ operation, reason }) => `${operation.operationId}: ${reason}`);

describe('stages/functional/deletion', () => {
  it.each([
    ['what a POST of the same collection created', { '/books': { post: create }, '/books/{bookId}': deleting }],
    [
      'what a POST elsewhere created, by its 201',
      {
        '/books/imports': {
          post: { operationId: 'Import', responses: ok({ type: 'object', properties: { bookId: text } }, 201) },
        },
        '/books/{bookId}': deleting,
      },
    ],
    [
      'what a POST answers with the id of, alone',
      {
        '/silences': {
          post: { operationId: 'postSilences', responses: ok({ type: 'object', properties: { bookId: text } }) },
        },
        '/silence/{bookId}': deleting,
      },
    ],
    [
      'what the author’s test value names',
      { '/books/{bookId}': { delete: { ...deleting.delete, parameters: [{ ...id, 'x-ms-test-value': 'mine' }] } } },
    ],
  ])('lets the run delete %s', (_what, paths) => {
    const planned = plan(paths);

    expect(deleted(planned)).toBe(1);
    expect(planned.untestable).toEqual([]);
  });

  it('lets the run delete what tests/values.json names', () =>
    expect(deleted(plan({ '/books/{bookId}': deleting }, { DeleteBook: { bookId: 'mine' } }))).toBe(1));

  it.each([
    ['a list', { '/books': listing, '/books/{bookId}': deleting }],
    [
      'a search, though it is a POST',
      {
        '/books/search': { post: { operationId: 'SearchBooks', responses: ok({ type: 'array', items: book }) } },
        '/books/{bookId}': deleting,
      },
    ],
    [
      'a search at the collection itself',
      { '/books': { post: { operationId: 'QueryBooks', responses: ok(book) } }, '/books/{bookId}': deleting },
    ],
    [
      'an example',
      { '/books/{bookId}': { delete: { ...deleting.delete, parameters: [{ ...id, 'x-example': 'b-1' }] } } },
    ],
    ['nowhere', { '/books/{bookId}': deleting }],
  ])('deletes nothing whose id comes from %s', (_what, paths) => {
    const planned = plan(paths);

    expect(planned.cases.some(({ target }) => target.operation.method === 'delete')).toBe(false);
    expect(reasons(planned)).toEqual([
      expect.stringMatching(/^DeleteBook: it would delete something that this test did not/),
    ]);
  });

  it.each([
    ['nothing at all', []],
    [
      'a required part of the query that nobody gave',
      [{ name: 'olderThan', in: 'query', required: true, type: 'integer' }],
    ],
  ])('deletes nothing by %s', (_what, parameters) => {
    const planned = plan({ '/books': { delete: { operationId: 'DeleteAll', parameters, responses: ok() } } });

    expect(deleted(planned)).toBe(0);
    expect(planned.untestable).toHaveLength(1);
  });

  it('looks at the last parameter of a path: what is above may be somebody’s', () => {
    const shelf = { name: 'shelfId', in: 'path', required: true, ...text };
    const planned = plan({
      '/shelves': { get: { operationId: 'ListShelves', responses: ok({ type: 'array', items: book }) } },
      '/shelves/{shelfId}/books': { post: { ...create, parameters: [shelf] } },
      '/shelves/{shelfId}/books/{bookId}': { delete: { ...deleting.delete, parameters: [shelf, id] } },
      '/shelves/{shelfId}': { delete: { operationId: 'DeleteShelf', parameters: [shelf], responses: ok() } },
    });

    expect(deleted(planned)).toBe(1);
    expect(reasons(planned)).toEqual([expect.stringMatching(/^DeleteShelf:/)]);
  });
});
