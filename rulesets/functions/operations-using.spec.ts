import { indexDefinition } from '../definition-index.js';
import { operationsUsing } from './operations-using.js';

const to = (name: string) => ({ $ref: `#/definitions/${name}` });
const index = indexDefinition({
  paths: {
    '/a': {
      parameters: [{ name: 'p', in: 'query', type: 'string' }],
      'x-ms-notification-content': { schema: to('Event') },
      get: { operationId: 'GetA', responses: { 200: { description: 'A.', schema: to('A') } } },
      post: { operationId: 'PostA', parameters: [{ $ref: '#/parameters/Body' }], responses: {} },
    },
  },
  parameters: { Body: { name: 'body', in: 'body', schema: { type: 'object', properties: { b: to('B') } } } },
  definitions: {
    A: { properties: { b: to('B'), self: to('A') } },
    B: { properties: { name: { type: 'string' } } },
    Event: { type: 'object' },
    Alone: { properties: { b: to('B') } },
  },
});
const users = (...at: (string | number)[]) => operationsUsing(index, at).map(({ id }) => id);

describe('rulesets/functions/operations-using', () => {
  it('finds who uses a definition through others, circles and shared parameters', () => {
    expect(users('definitions', 'B', 'properties', 'name')).toEqual(['GetA', 'PostA']);
    expect(users('definitions', 'A')).toEqual(['GetA']);
    expect(users('definitions', 'Alone')).toEqual([]);
  });

  it('finds the operation that something is written in, and all of a path for what they share', () => {
    expect(users('paths', '/a', 'get', 'responses', '200', 'schema')).toEqual(['GetA']);
    expect(users('paths', '/a', 'parameters', 0)).toEqual(['GetA', 'PostA']);
    expect(users('parameters', 'Body', 'schema')).toEqual(['PostA']);
  });

  it('counts what a webhook is sent to the operation that registers it', () => {
    expect(users('definitions', 'Event')).toEqual(['PostA']);
    expect(users('paths', '/a', 'x-ms-notification-content', 'schema')).toEqual(['PostA']);
  });
});
