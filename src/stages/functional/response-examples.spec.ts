import { readDefinition } from '../../runtime/definition.js';
import { createExampleFinder } from './example-finder.js';
import { generate } from './generate.js';
import { exampleMembers } from './response-examples.js';
import { createSchemaView } from './schema-view.js';

const text = { type: 'string' };
const book = {
  id: 'b-17',
  title: 'Walden',
  year: 1854,
  lent: false,
  shelf: { shelfCode: 'A1' },
  addedOn: '2020-01-02',
};
const shows = (value: unknown, mediaType = 'application/json') => ({
  200: { description: 'ok', examples: { [mediaType]: value } },
});
const id = { name: 'bookId', in: 'path', required: true, ...text };
const definition = readDefinition({
  paths: {
    '/books': { get: { operationId: 'ListBooks', responses: shows({ items: [book, { id: 'other' }] }) } },
    '/books/{bookId}': {
      get: { operationId: 'GetBook', parameters: [id], responses: { 200: { description: 'ok' } } },
      put: { operationId: 'PutBook', parameters: [id], responses: shows(book) },
    },
    '/loans': {
      get: {
        operationId: 'ListLoans',
        parameters: [
          { name: 'shelfCode', in: 'query', required: true, ...text },
          { name: 'year', in: 'query', required: true, type: 'string' },
          { name: 'id', in: 'query', required: true, ...text },
        ],
        responses: { 200: { description: 'ok' } },
      },
    },
  },
});
const [list, get, put, loans] = definition.operations;
if (!list || !get || !put || !loans) throw new Error('An operation is missing.');

describe('stages/functional/response-examples', () => {
  it('keeps texts, numbers and switches by name, into the first entry of lists', () =>
    expect([...exampleMembers(list)]).toEqual([
      ['id', 'b-17'],
      ['title', 'Walden'],
      ['year', 1854],
      ['lent', false],
      ['addedon', '2020-01-02'],
      ['shelfcode', 'A1'],
    ]));

  it('prefers JSON, and takes nothing from answers that are no success', () => {
    const [operation] = readDefinition({
      paths: {
        '/a': {
          get: {
            responses: {
              200: { description: 'ok', examples: { 'text/csv': { a: 'csv' }, 'application/json': { a: 'json' } } },
              400: { description: 'no', examples: { 'application/json': { b: 'no' } } },
            },
          },
        },
      },
    }).operations;

    expect(operation && [...exampleMembers(operation)]).toEqual([['a', 'json']]);
  });

  it('finds the id of a path in the examples of what lists or reads that thing, but changes nothing by it', () => {
    const find = createExampleFinder(definition.operations);

    expect(find(get.parameters[0]!, get)).toBe('b-17');
    expect(find(put.parameters[0]!, put)).toBeUndefined();
  });

  it('finds what has a parameter’s own name and type, and not what every operation calls `id`', () => {
    const find = createExampleFinder(definition.operations);

    expect(loans.parameters.map(parameter => find(parameter, loans))).toEqual(['A1', undefined, undefined]);
  });

  it('gives members of a body what the operation’s own answers show, where that fits', () => {
    const view = createSchemaView({});
    const schema = {
      type: 'object',
      required: ['title', 'year', 'lent', 'addedOn', 'id'],
      properties: {
        title: { ...text, maxLength: 10 },
        year: { type: 'integer', minimum: 1900 },
        lent: { type: 'boolean' },
        addedOn: { ...text, format: 'date' },
        id: { ...text, enum: ['x'] },
      },
    };

    expect(generate(schema, 'body', { view, day: '2030-05-06', shown: exampleMembers(list) })).toMatchObject({
      kind: 'value',
      // A date that is gone by, a number out of bounds, and what the schema itself says are not replaced.
      value: { title: 'Walden', year: 1900, lent: false, addedOn: '2030-05-06', id: 'x' },
    });
  });
});
