import { matchesPath } from './path-match.js';

describe('runtime/path-match', () => {
  it.each([
    ['/books', '/books'],
    ['/books/{id}', '/books/42'],
    ['/books/{id}', '/books/a%2Fb'],
    ['/books/{id}/loans/{loan}', '/books/1/loans/2'],
    ["/items('{id}')", "/items('7')"],
    ['/a/{x}-{y}.json', '/a/1-2.json'],
    ['/with space', '/with%20space'],
  ])('%s takes %s', (template, path) => expect(matchesPath(template, path)).toBe(true));

  it.each([
    ['/books', '/books/1'],
    ['/books/{id}', '/books'],
    ['/books/{id}', '/authors/1'],
    ['/books/{id}', '/books/..'],
    ['/books/{id}', '/books/%2e%2E'],
    ['/books/{id}', '/books/.'],
    ['/books/{id}', '/books/%zz'],
    ['/a/{x}-{y}.json', '/a/12.json'],
    ['/a/{x}bb', '/a/b'],
  ])('%s does not take %s', (template, path) => expect(matchesPath(template, path)).toBe(false));

  it('needs no more than a moment for a template made to be slow', () => {
    const started = performance.now();

    matchesPath(`/${'{a}x'.repeat(2_000)}y`, `/${'x'.repeat(20_000)}`);

    expect(performance.now() - started).toBeLessThan(500);
  });
});
