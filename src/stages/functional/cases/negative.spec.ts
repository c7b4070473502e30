import { readDefinition } from '../../../runtime/definition.js';
import type { Answer } from '../../../runtime/exchange.js';
import { planCalls } from '../plan.js';
import type { Plan } from '../plan.js';
import { createSchemaView } from '../schema-view.js';
import { testabilityOf } from '../testability.js';
import { readTestValues } from '../test-values.js';
import type { NegativeKind } from './case.js';
import { negativeCases } from './negative-kinds.js';

const text = { type: 'string' };
const ok = (schema?: object, status = 200) => ({ [status]: { description: 'ok', ...(schema && { schema }) } });
const id = { name: 'bookId', in: 'path', required: true, type: 'string' };
const book = { type: 'object', properties: { id: text, title: text } };
const newBook = {
  type: 'object',
  required: ['title', 'author', 'year', 'pages', 'shelf'],
  properties: { title: text, author: text, year: { type: 'integer' }, pages: { type: 'integer' }, shelf: text },
};
const body = { name: 'body', in: 'body', required: true, schema: newBook };

function plan(paths: object, more: object = {}): Plan {
  const definition = readDefinition({ basePath: '/v1', ...more, paths });
  const view = createSchemaView(definition.document);
  return planCalls({
    definition,
    view,
    values: readTestValues(undefined, definition.operations),
    testability: operation =>
      testabilityOf(operation, view, { connectionParameters: [], policies: [], scriptOperations: null }, {}),
    day: '2030-05-06',
  });
}

const casesOf = ({ cases }: Plan, kind: NegativeKind) => cases.filter(planned => planned.kind === kind);
const told = (planned: Plan, kind: NegativeKind) =>
  casesOf(planned, kind).map(({ target, about }) => `${target.operation.operationId} ${about}`);

const signedIn = { securityDefinitions: { key: { type: 'apiKey', in: 'header', name: 'k' } }, security: [{ key: [] }] };
const library = {
  '/books': {
    get: {
      operationId: 'ListBooks',
      parameters: [{ name: 'limit', in: 'query', type: 'integer' }],
      responses: ok({ type: 'array', items: book }),
    },
    post: { operationId: 'CreateBook', parameters: [body], responses: ok(book, 201) },
  },
  '/books/{bookId}': {
    get: { operationId: 'GetBook', parameters: [id], responses: ok(book) },
    put: {
      operationId: 'UpdateBook',
      parameters: [id, body],
      responses: { ...ok(book), 404: { description: 'none' } },
    },
    delete: { operationId: 'DeleteBook', parameters: [id], responses: ok() },
  },
};

describe('stages/functional/cases: calls that are to be refused', () => {
  it('leaves each required member of a body out, the first few alone and the others together', () => {
    const planned = plan(library);

    expect(told(planned, 'required-missing').filter(one => one.startsWith('CreateBook'))).toEqual([
      'CreateBook without `title` in the body',
      'CreateBook without `author` in the body',
      'CreateBook without `year` in the body',
      'CreateBook without `pages`, `shelf` in the body',
    ]);
    const [first] = casesOf(planned, 'required-missing');
    expect(first?.request.body).toMatchObject({ text: '{"author":"sample","year":1,"pages":1,"shelf":"sample" }' });
  });

  it('sends values of another type, of different types first', () => {
    const planned = plan(library);

    expect(told(planned, 'wrong-type')).toEqual([
      'CreateBook with a text for `year` in the body',
      'CreateBook with an object for `title` in the body',
      'ListBooks with a text for `limit`',
      'UpdateBook with a text for `year` in the body',
      'UpdateBook with an object for `title` in the body',
    ]);
    const list = casesOf(planned, 'wrong-type').find(({ target }) => target.operation.operationId === 'ListBooks');
    expect(list?.request.query).toEqual([['limit', 'assay-wrong-type']]);
  });

  it('asks for what cannot exist, by its type', () => {
    const numbered = plan({
      '/a/{n}': {
        get: {
          operationId: 'GetA',
          parameters: [{ name: 'n', in: 'path', required: true, type: 'integer' }],
          responses: ok(),
        },
      },
      '/b/{c}': {
        get: {
          operationId: 'GetB',
          parameters: [{ name: 'c', in: 'path', required: true, type: 'string', enum: ['x'] }],
          responses: ok(),
        },
      },
    });

    expect(told(plan(library), 'unknown-id')).toEqual([
      'GetBook with an unknown `bookId`',
      'UpdateBook with an unknown `bookId`',
      'DeleteBook with an unknown `bookId`',
    ]);
    expect(casesOf(numbered, 'unknown-id').map(({ request }) => request.path)).toEqual(['/v1/a/2147483600']);
  });

  it('calls without a credential only what the definition says is called with one', () => {
    const open = { ...library, '/open': { get: { operationId: 'Open', security: [], responses: ok() } } };
    const planned = plan(open, signedIn);

    expect(casesOf(plan(library), 'no-credential')).toEqual([]);
    expect(told(planned, 'no-credential').sort()).toEqual(
      ['CreateBook', 'DeleteBook', 'GetBook', 'ListBooks', 'UpdateBook'].map(name => `${name} without a credential`),
    );
    expect(casesOf(planned, 'no-credential').every(({ target }) => target.signedIn === false)).toBe(true);
  });

  it('never deletes, and never spoils a change of, what this run did not create', () => {
    const planned = plan({ ...library, '/books': { get: library['/books'].get } }, signedIn);
    const spoilt = planned.cases.filter(({ kind }) => negativeCases.some(negative => negative.kind === kind));

    for (const { target, request } of spoilt) {
      const { method } = target.operation;
      if (method === 'delete' || method === 'put') expect(request.path).toBe('/v1/books/assay-no-such-thing-7f3d');
    }
    expect(spoilt.some(({ target }) => target.operation.method === 'put')).toBe(true);
    // Nothing that deletes is called at all: its own success would have to delete somebody's.
    expect(planned.cases.some(({ target }) => target.operation.method === 'delete')).toBe(false);
  });

  it('leaves nothing out of a call that removes, whatever its method is', () => {
    const required = { name: 'olderThan', in: 'query', required: true, type: 'integer' };
    const planned = plan({
      '/purge': { post: { operationId: 'PurgeBooks', parameters: [required], responses: ok() } },
      '/books': { delete: { operationId: 'RemoveAll', parameters: [required], responses: ok() } },
    });

    expect(casesOf(planned, 'required-missing')).toEqual([]);
    expect(casesOf(planned, 'wrong-type')).toEqual([]);
  });

  it('stays within what one run may do, and says what it left out', () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`/a${index}`, { get: { operationId: `A${index}`, responses: ok() } }]),
    );
    const planned = plan(many, signedIn);

    expect(casesOf(planned, 'no-credential')).toHaveLength(240);
    expect(planned.leftOut).toHaveLength(60);
    expect(planned.leftOut[0]).toMatchObject({ kind: 'no-credential', reason: expect.stringContaining('at most 240') });
  });

  const answered = (status: number): Answer => ({ kind: 'answer', status, headers: [], body: new Uint8Array() });
  it.each<[NegativeKind, number, string | null]>([
    ['no-credential', 401, null],
    ['no-credential', 403, null],
    ['no-credential', 404, null],
    ['no-credential', 200, 'error functional-auth-negative'],
    ['no-credential', 302, 'warning functional-auth-negative'],
    ['no-credential', 400, 'warning functional-auth-negative'],
    ['unknown-id', 404, null],
    ['unknown-id', 400, null],
    ['unknown-id', 200, 'warning functional-unknown-id'],
    ['required-missing', 422, null],
    ['required-missing', 201, 'warning functional-required-missing'],
    ['wrong-type', 400, null],
    ['wrong-type', 200, 'warning functional-wrong-type'],
  ])('%s answered %d: %s', (kind, status, expected) => {
    const [planned] = casesOf(plan(library, signedIn), kind);
    if (!planned) throw new Error('no case');
    const fault = negativeCases.find(negative => negative.kind === kind)?.faultOf(planned, answered(status)) ?? null;

    expect(fault && `${fault.severity} ${fault.rule}`).toBe(expected);
  });
});
