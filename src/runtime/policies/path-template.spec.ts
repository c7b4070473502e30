import { fillPath, pathValues } from './path-template.js';

describe('runtime/policies/path-template', () => {
  it.each([
    ['/books/{id}', '/books/a%2Fb', { id: 'a%2Fb' }],
    ['/a/{x}-{y}.json', '/a/1-2.json', { x: '1', y: '2' }],
    ["/items('{id}')", "/items('7')", { id: '7' }],
    ['/books', '/books', {}],
  ])('finds the values of %s in %s', (template, path, values) =>
    expect(Object.fromEntries(pathValues(template, path))).toEqual(values),
  );

  it('needs no more than a moment for a template made to be slow', () => {
    const started = performance.now();

    pathValues(`/${'{a}x'.repeat(2_000)}y`, `/${'x'.repeat(20_000)}y`);

    expect(performance.now() - started).toBeLessThan(500);
  });

  it('keeps what is encoded, and encodes what may not stand there', () =>
    expect(fillPath('/a%2F%zz/{id}?x=%20&y', new Map([['id', '7']]))).toEqual({
      path: '/a%2F%25zz/7',
      query: [
        ['x', ' '],
        ['y', ''],
      ],
    }));
});
