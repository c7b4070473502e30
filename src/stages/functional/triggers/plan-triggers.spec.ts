import { readDefinition } from '../../../runtime/definition.js';
import { readProperties } from '../../../runtime/properties.js';
import { planCalls } from '../plan.js';
import type { Plan } from '../plan.js';
import { createSchemaView } from '../schema-view.js';
import { testabilityOf } from '../testability.js';
import { readTestValues } from '../test-values.js';

const ok = (schema?: object) => ({ 200: { description: 'ok', ...(schema && { schema }) } });
const text = { type: 'string' };
const book = { type: 'object', properties: { id: text, title: text } };
const path = (name: string) => ({ name, in: 'path', required: true, type: 'string' });
const target = {
  name: 'hook',
  in: 'body',
  schema: { type: 'object', required: ['url'], properties: { url: { ...text, 'x-ms-notification-url': true } } },
};
const hook = (operationId: string, more = {}) => ({
  post: {
    operationId,
    'x-ms-trigger': 'single',
    parameters: [target],
    responses: ok({ properties: { id: text } }),
    ...more,
  },
});
const books = {
  '/books': { post: { operationId: 'CreateBook', responses: ok(book) } },
  '/books/{bookId}': {
    patch: { operationId: 'ChangeBook', parameters: [path('bookId')], responses: ok(book) },
    delete: { operationId: 'DeleteBook', parameters: [path('bookId')], responses: ok() },
  },
};
const end = { delete: { operationId: 'EndHook', parameters: [path('hookId')], responses: ok() } };

function plan(paths: object, { values = {}, noCallbacks = null as string | null, definitions = {} } = {}): Plan {
  const definition = readDefinition({ basePath: '/v1', paths, definitions });
  const view = createSchemaView(definition.document);
  const properties = readProperties({ properties: {} }, false);
  return planCalls({
    definition,
    view,
    values: readTestValues(Buffer.from(JSON.stringify(values)), definition.operations),
    testability: operation => testabilityOf(operation, view, properties, {}),
    day: '2030-05-06',
    noCallbacks,
  });
}

const eventOf = (planned: Plan) => {
  const event = planned.triggers.tests[0]?.event;
  return event && [event.call.target.operation.operationId, event.guessed];
};
const reasons = ({ untestable }: Plan) =>
  untestable.map(({ operation, reason }) => `${operation.operationId}: ${reason}`);

describe('stages/functional/triggers/plan-triggers', () => {
  it('keeps webhooks and what ends them apart from the calls of the collections', () => {
    const planned = plan({ ...books, '/hooks': hook('WhenBookIsAdded'), '/hooks/{hookId}': end });

    expect(planned.cases.map(({ target: { operation } }) => operation.operationId)).not.toContain('WhenBookIsAdded');
    expect(planned.cases.map(({ target: { operation } }) => operation.operationId)).not.toContain('EndHook');
    expect(planned.triggers.tests.map(one => one.planned)).toMatchObject([
      { kind: 'webhook', request: { path: '/v1/hooks', body: { text: '{"url":{{callback_address_json}} }' } } },
    ]);
    expect(planned.triggers.endings).toMatchObject([{ kind: 'success', request: { path: '/v1/hooks/{{earlier_1}}' } }]);
    const ids = [...planned.cases, planned.triggers.tests[0]?.planned, ...planned.triggers.endings].map(one => one?.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(planned.untestable).toEqual([]);
  });

  it.each([
    ['WhenBookIsAdded', ['CreateBook', true]],
    ['WhenABookIsUpdated', ['ChangeBook', true]],
    ['WhenBookDeleted', ['DeleteBook', true]],
  ])('finds what causes %s by its name', (name, event) =>
    expect(eventOf(plan({ ...books, '/hooks': hook(name) }))).toEqual(event),
  );

  it('calls first what the event needs, afresh', () => {
    const [test] = plan({ ...books, '/hooks': hook('WhenBookDeleted') }).triggers.tests;

    expect(test?.before.map(({ id, target: { operation } }) => [id, operation.operationId])).toEqual([
      [`${test?.planned.id}-before-1`, 'CreateBook'],
    ]);
    expect(test?.event?.call.request.path).toMatch(/^\/v1\/books\/\{\{earlier_\d\}\}$/);
  });

  it('finds what causes the event by the schema of the notification', () => {
    const ref = { $ref: '#/definitions/Volume' };
    const paths = {
      ...books,
      '/volumes': { post: { operationId: 'AddOne', responses: ok(ref) } },
      '/volumes/{id}': { delete: { operationId: 'DropOne', parameters: [path('id')], responses: ok() } },
      '/hooks': { 'x-ms-notification-content': { schema: ref }, ...hook('WhenSomethingHappens') },
    };

    expect(eventOf(plan(paths, { definitions: { Volume: book } }))).toEqual(['AddOne', true]);
  });

  it('takes no operation whose work nothing can remove, and says what the author can do', () => {
    const { '/books': create } = books;
    const planned = plan({ '/books': create, '/hooks': hook('WhenBookIsAdded'), '/hooks/{hookId}': end });

    expect(planned.triggers.tests).toEqual([]);
    expect(reasons(planned)).toEqual([
      'WhenBookIsAdded: no operation is known that causes its event; name it under `$events` in tests/values.json',
      'EndHook: it ends a subscription, and none can be made',
    ]);
  });

  it('causes the event as the author says, and not at all where the author says so', () => {
    const paths = { ...books, '/hooks': hook('WhenBookIsAdded') };
    const said = (event: unknown) => plan(paths, { values: { $events: { WhenBookIsAdded: event } } });

    const given = said({ operationId: 'ChangeBook', values: { bookId: 'b 1' } });

    expect(eventOf(given)).toEqual(['ChangeBook', false]);
    expect(given.triggers.tests[0]?.event?.call.request.path).toBe('/v1/books/b%201');
    expect(reasons(said(false))).toEqual([
      'WhenBookIsAdded: tests/values.json says that nothing here causes its event',
    ]);
  });

  it('tests no webhook where nothing can be called back, and polling triggers all the same', () => {
    const poll = { get: { operationId: 'PollBooks', 'x-ms-trigger': 'batch', responses: ok({ type: 'array' }) } };
    const planned = plan(
      { ...books, '/hooks': hook('WhenBookIsAdded'), '/hooks/{hookId}': end, '/books/new': poll },
      { noCallbacks: 'nobody listens' },
    );

    expect(reasons(planned)).toEqual([
      'WhenBookIsAdded: nobody listens',
      'EndHook: it ends a subscription, and none can be made',
    ]);
    expect(planned.triggers.tests.map(one => one.planned.kind)).toEqual(['polling']);
    expect(planned.cases.some(({ target: { operation } }) => operation.operationId === 'PollBooks')).toBe(true);
  });

  it('leaves DELETE of other things where it was, also one that the author gives an id for', () => {
    const paths = { ...books, '/hooks': hook('WhenBookIsAdded'), '/hooks/{hookId}': end };

    expect(plan(paths).triggers.endings).toHaveLength(1);
    expect(plan(paths, { values: { EndHook: { hookId: 'h' } } }).triggers.endings).toEqual([]);
    expect(plan(books).triggers).toMatchObject({ tests: [], endings: [] });
  });
});
