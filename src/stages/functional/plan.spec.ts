import { readDefinition } from '../../runtime/definition.js';
import { readProperties } from '../../runtime/properties.js';
import { collectionOf } from './collection.js';
import { planCalls } from './plan.js';
import type { Plan } from './plan.js';
import { createSchemaView } from './schema-view.js';
import { testabilityOf } from './testability.js';
import { readTestValues } from './test-values.js';

const ok = (schema?: object) => ({ 200: { description: 'ok', ...(schema && { schema }) } });
const text = { type: 'string' };
const book = { type: 'object', properties: { id: text, title: text } };
const path = (name: string, more = {}) => ({ name, in: 'path', required: true, type: 'string', ...more });

function plan(
  paths: object,
  { values = undefined as object | undefined, properties = {}, script = false, more = {} } = {},
): Plan {
  const definition = readDefinition({ basePath: '/v1', ...more, paths });
  const bytes = values === undefined ? undefined : Buffer.from(JSON.stringify(values));
  const view = createSchemaView(definition.document);
  const connector = readProperties({ properties }, script);
  return planCalls({
    definition,
    view,
    values: readTestValues(bytes, definition.operations),
    testability: operation => testabilityOf(operation, view, connector, {}),
    day: '2030-05-06',
  });
}

const succeeding = ({ cases }: Plan) => cases.filter(({ kind }) => kind === 'success');
const namesOf = (planned: Plan) => succeeding(planned).map(({ target }) => target.operation.operationId);
const requestOf = (planned: Plan, name: string) =>
  succeeding(planned).find(({ target }) => target.operation.operationId === name)?.request;

const library = {
  '/books/{bookId}': {
    delete: { operationId: 'DeleteBook', parameters: [path('bookId')], responses: ok() },
    get: { operationId: 'GetBook', parameters: [path('bookId')], responses: ok(book) },
    put: { operationId: 'UpdateBook', parameters: [path('bookId')], responses: ok(book) },
  },
  '/books': {
    get: { operationId: 'ListBooks', responses: ok({ type: 'array', items: book }) },
    post: { operationId: 'CreateBook', responses: ok(book) },
  },
};

describe('stages/functional/plan', () => {
  it('creates first, deletes last, and takes the id from what was created', () => {
    const planned = plan(library);

    expect(namesOf(planned)).toEqual(['CreateBook', 'ListBooks', 'GetBook', 'UpdateBook', 'DeleteBook']);
    expect(requestOf(planned, 'GetBook')).toMatchObject({
      path: '/v1/books/{{earlier_1}}',
      origins: { bookId: 'earlier answer' },
    });
    expect(planned.cases[0]?.keeps).toEqual(new Map([['earlier_1', '/id']]));
  });

  it('takes the id from a list where nothing can be created', () => {
    const planned = plan({
      '/books': { get: library['/books'].get },
      '/books/{bookId}': { get: library['/books/{bookId}'].get },
    });

    expect(namesOf(planned)).toEqual(['ListBooks', 'GetBook']);
    expect(planned.cases[0]?.keeps).toEqual(new Map([['earlier_1', '/0/id']]));
  });

  it('uploads a small file in a form, with its other fields', () => {
    const planned = plan({
      '/pictures': {
        post: {
          operationId: 'AddPicture',
          consumes: ['multipart/form-data'],
          parameters: [
            { name: 'title', in: 'formData', type: 'string', required: true },
            { name: 'picture', in: 'formData', type: 'file', required: true },
          ],
          responses: ok(),
        },
      },
    });

    expect(planned.untestable).toEqual([]);
    expect(requestOf(planned, 'AddPicture')).toMatchObject({
      body: {
        kind: 'raw',
        mediaType: 'multipart/form-data; boundary=assay-form',
        text: expect.stringMatching(
          /name="title"\r\n\r\nsample\r\n[^]*filename="sample.svg"[^]*image\/svg\+xml/,
        ) as unknown,
      },
      origins: { title: 'generated', picture: 'generated' },
    });
  });

  it('finds a member that is named like the parameter, whatever the paths are', () => {
    const planned = plan({
      '/silence/{silenceID}': {
        delete: { operationId: 'deleteSilence', parameters: [path('silenceID')], responses: ok() },
      },
      '/silences': {
        post: { operationId: 'postSilences', responses: ok({ type: 'object', properties: { silenceID: text } }) },
      },
    });

    expect(requestOf(planned, 'deleteSilence')?.path).toBe('/v1/silence/{{earlier_1}}');
    expect(planned.cases[0]?.keeps).toEqual(new Map([['earlier_1', '/silenceID']]));
  });

  it('gives a required id in a body the id of such a thing, not one that another answer mentions', () => {
    const loan = { type: 'object', properties: { id: text, bookId: text } };
    const newLoan = { type: 'object', required: ['bookId', 'reader'], properties: { bookId: text, reader: text } };
    const planned = plan({
      '/loans/{loanId}/return': {
        post: { operationId: 'ReturnBook', parameters: [path('loanId')], responses: ok(loan) },
      },
      '/loans': {
        post: {
          operationId: 'LendBook',
          parameters: [{ name: 'loan', in: 'body', required: true, schema: newLoan }],
          responses: ok(loan),
        },
      },
      '/books': { get: library['/books'].get },
    });

    expect(namesOf(planned)).toEqual(['ListBooks', 'LendBook', 'ReturnBook']);
    expect(requestOf(planned, 'LendBook')?.body).toMatchObject({
      text: '{"bookId":{{earlier_1_json}},"reader":"sample" }',
    });
  });

  it('asks where the author says that values come from', () => {
    const declared = {
      operationId: 'ListShelves',
      'value-collection': 'value',
      'value-path': 'key',
      'value-title': 'name',
    };
    const planned = plan({
      '/at/{place}': {
        get: {
          operationId: 'GetPlace',
          parameters: [path('place', { 'x-ms-dynamic-values': declared })],
          responses: ok(),
        },
      },
      '/shelves': { get: { operationId: 'ListShelves', responses: ok() } },
    });

    expect(namesOf(planned)).toEqual(['ListShelves', 'GetPlace']);
    expect(planned.cases[0]?.keeps).toEqual(new Map([['earlier_1', '/value/0/key']]));
  });

  it('breaks a circle of operations that need each other', () => {
    const planned = plan({
      '/a/{bId}': {
        get: { operationId: 'GetA', parameters: [path('bId')], responses: ok({ properties: { aId: text } }) },
      },
      '/b/{aId}': {
        get: { operationId: 'GetB', parameters: [path('aId')], responses: ok({ properties: { bId: text } }) },
      },
    });

    expect(succeeding(planned).map(({ request }) => Object.values(request.origins))).toEqual([
      ['generated'],
      ['earlier answer'],
    ]);
  });

  it('prefers the package’s values, then test values, examples, defaults and choices', () => {
    const query = (name: string, more: object) => ({ name, in: 'query', required: true, type: 'string', ...more });
    const planned = plan(
      {
        '/a': {
          get: {
            operationId: 'A',
            parameters: [
              query('given', { 'x-ms-test-value': 'no' }),
              query('everywhere', {}),
              query('test', { 'x-ms-test-value': 'test', default: 'no' }),
              query('example', { 'x-example': 'an example', default: 'no' }),
              query('default', { default: 'd', enum: ['no'] }),
              query('choice', { enum: ['first', 'second'] }),
              query('made', {}),
              { name: 'optional', in: 'query', type: 'string', default: 'not sent' },
            ],
            responses: ok(),
          },
        },
      },
      { values: { A: { given: 'a&b' }, '*': { everywhere: 1 } } },
    );

    expect(requestOf(planned, 'A')?.query).toEqual([
      ['given', 'a%26b'],
      ['everywhere', '1'],
      ['test', 'test'],
      ['example', 'an%20example'],
      ['default', 'd'],
      ['choice', 'first'],
      ['made', 'sample'],
    ]);
  });

  it('takes values of other operations’ answers that the package names, also inside a body', () => {
    const body = { name: 'body', in: 'body', schema: { type: 'object' } };
    const planned = plan(
      {
        '/z': { get: { operationId: 'Zebra', responses: ok() } },
        '/a': { post: { operationId: 'A', parameters: [body], responses: ok() } },
      },
      { values: { A: { body: { list: [{ $from: 'Zebra', $pointer: '/x~1y/0' }] } } } },
    );

    expect(namesOf(planned)).toEqual(['Zebra', 'A']);
    expect(requestOf(planned, 'A')?.body).toMatchObject({ text: '{"list":[{{earlier_1_json}}] }' });
  });

  it('writes arrays as the definition says', () => {
    const list = (collectionFormat?: string) => ({
      name: collectionFormat ?? 'none',
      in: 'query',
      required: true,
      type: 'array',
      items: { type: 'string' },
      'x-ms-test-value': ['a b', 'c'],
      ...(collectionFormat && { collectionFormat }),
    });
    const planned = plan({
      '/a': { get: { operationId: 'A', parameters: [list(), list('pipes'), list('multi')], responses: ok() } },
    });

    expect(requestOf(planned, 'A')?.query).toEqual([
      ['none', 'a%20b%2Cc'],
      ['pipes', 'a%20b%7Cc'],
      ['multi', 'a%20b'],
      ['multi', 'c'],
    ]);
  });

  it('sends forms and plain text as they are declared', () => {
    const planned = plan({
      '/form': {
        post: {
          operationId: 'Form',
          parameters: [{ name: 'a b', in: 'formData', required: true, type: 'string', default: 'c&d' }],
          responses: ok(),
        },
      },
      '/text': {
        post: {
          operationId: 'Text',
          consumes: ['text/plain'],
          parameters: [{ name: 'body', in: 'body', schema: { type: 'string', default: 'hello' } }],
          responses: ok(),
        },
      },
    });

    expect(requestOf(planned, 'Form')?.body).toEqual({
      kind: 'raw',
      mediaType: 'application/x-www-form-urlencoded',
      text: 'a%20b=c%26d',
    });
    expect(requestOf(planned, 'Text')?.body).toEqual({ kind: 'raw', mediaType: 'text/plain', text: 'hello' });
  });

  it.each([
    ['a file', { parameters: [{ name: 'f', in: 'body', schema: { type: 'string', format: 'binary' } }] }, /file/],
    ['XML', { consumes: ['application/xml'], parameters: [{ name: 'b', in: 'body', schema: {} }] }, /application\/xml/],
    [
      'a webhook',
      {
        parameters: [
          {
            name: 'b',
            in: 'body',
            schema: { type: 'object', properties: { url: { type: 'string', 'x-ms-notification-url': true } } },
          },
        ],
      },
      /webhook/,
    ],
  ])('does not pretend to test an operation with %s', (_what, operation, reason) => {
    const planned = plan({ '/a': { post: { operationId: 'A', responses: ok(), ...operation } } });

    expect(planned.cases).toEqual([]);
    expect(planned.untestable[0]?.reason).toMatch(reason);
  });

  it.each([
    [{ scriptOperations: ['GetBook'] }, ['GetBook']],
    [{ scriptOperations: [] }, ['DeleteBook', 'GetBook', 'UpdateBook', 'ListBooks', 'CreateBook']],
  ])('leaves out what custom code handles: %j', (properties, left) => {
    const planned = plan(library, { properties, script: true });

    expect(planned.untestable.map(({ operation }) => operation.operationId).sort()).toEqual([...left].sort());
  });

  it('names the value that it cannot make up', () => {
    const planned = plan({
      '/a/{code}': {
        get: { operationId: 'A', parameters: [path('code', { pattern: '^Q{7}-\\d{3}$' })], responses: ok() },
      },
    });

    expect(planned.cases).toEqual([]);
    expect(planned.valueless[0]?.reason).toMatch(/`code`.*pattern/);
  });

  it('is the same for the same package', () => expect(plan(library)).toEqual(plan(library)));

  it('survives names that every object inherits', () => {
    const planned = plan(
      { '/{constructor}': { get: { operationId: 'toString', parameters: [path('constructor')], responses: ok() } } },
      { values: {} },
    );

    expect(requestOf(planned, 'toString')?.path).toBe('/v1/sample');
  });

  it('becomes a collection in which an author’s braces are no placeholder', () => {
    const body = { name: 'body', in: 'body', schema: { default: { a: '{{$guid}}', '{{b}}': {} } } };
    const planned = plan({
      '/a/{id}': {
        post: { operationId: 'A', parameters: [path('id', { 'x-ms-test-value': '{{x}}/..' }), body], responses: ok() },
      },
    });

    const [item] = collectionOf('name', succeeding(planned)).item;

    expect(item).toMatchObject({
      name: 'A',
      request: {
        method: 'POST',
        url: 'http://connector.invalid/v1/a/%7B%7Bx%7D%7D%2F..',
        body: { mode: 'raw', raw: '{"a":"\\u007b\\u007b$guid\\u007d\\u007d","\\u007b\\u007bb\\u007d\\u007d":{ } }' },
      },
    });
    expect(JSON.parse((item as { request: { body: { raw: string } } }).request.body.raw)).toEqual({
      a: '{{$guid}}',
      '{{b}}': {},
    });
  });
});
