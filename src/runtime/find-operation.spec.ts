import { readDefinition } from './definition.js';
import { findOperation, nearestOperations } from './find-operation.js';

const operation = { responses: {} };
const definition = readDefinition({
  basePath: '/v1',
  paths: {
    '/books': { get: { operationId: 'list', ...operation }, post: { operationId: 'add', ...operation } },
    '/books/{bookId}': { get: { operationId: 'get', ...operation } },
    '/books/latest': { get: { operationId: 'latest', ...operation } },
    '/{shelf}/{place}': { get: { operationId: 'place', ...operation } },
    '/v1/books': { delete: { operationId: 'burn', ...operation } },
  },
});
const found = (method: string, path: string) => {
  const its = findOperation(definition, method, path);
  return its && [its.operation.operationId, its.below];
};

describe('runtime/find-operation', () => {
  it.each([
    ['GET', '/books', 'list', '/books'],
    ['GET', '/v1/books', 'list', '/books'],
    ['POST', '/v1/books', 'add', '/books'],
    ['get', '/books/7', 'get', '/books/7'],
    ['GET', '/books/latest', 'latest', '/books/latest'],
    ['GET', '/books/a%2Fb', 'get', '/books/a%2Fb'],
    ['GET', '/top/left', 'place', '/top/left'],
    ['DELETE', '/v1/books', 'burn', '/v1/books'],
    ['DELETE', '/v1/v1/books', 'burn', '/v1/books'],
  ])('%s %s is %s', (method, path, id, below) => expect(found(method, path)).toEqual([id, below]));

  it.each([
    ['GET', '/'],
    ['GET', ''],
    ['PUT', '/books'],
    ['TRACE', '/books'],
    ['GET', '/books/..'],
    ['GET', '/books/%2e%2e'],
    ['GET', '/books\\7'],
    ['GET', '/books/7#x'],
    ['GET', '/books/%E0%A4%A'],
    ['GET', '/v1/books/7/pages'],
  ])('%s %s is none', (method, path) => expect(found(method, path)).toBeNull());

  it('names what may have been meant', () => {
    expect(nearestOperations(definition, '/v1/bookz')).toHaveLength(3);
    expect(nearestOperations(definition, '/v1/books/7/pages')[0]).toMatch(/^GET \/books\/\{bookId\}$/);
  });
});
