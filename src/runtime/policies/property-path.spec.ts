import { readPropertyPath, readSubPath, valueAtSteps } from './property-path.js';

describe('runtime/policies/property-path', () => {
  it.each([
    ['@body()', 'body', []],
    ['body()', 'body', []],
    ['@body().a.b', 'body', ['a', 'b']],
    ['@{body().a}', 'body', ['a']],
    ['{@body().a}', 'body', ['a']],
    ["@body()['@odata.etag']", 'body', ['@odata.etag']],
    ['@body().a[0]["b c"]', 'body', ['a', 0, 'b c']],
    ['@item()?.a?[1]', 'item', ['a', 1]],
    ['@triggerBody().files[0].created', 'triggerBody', ['files', 0, 'created']],
    ['@body.people.XYZ', 'body', ['people', 'XYZ']],
  ])('reads %s', (text, root, steps) => expect(readPropertyPath(text)).toEqual({ root, steps }));

  it.each([
    '',
    'a',
    '@body().',
    '@body()a',
    '@body().a)',
    '@bodyguard().a',
    '@headers()',
    "@body()['a",
    `@body()${'.a'.repeat(31)}`,
  ])('does not read %s', text => expect(readPropertyPath(text)).toBeNull());

  it.each([
    ['', []],
    ['null', []],
    ['a.b', ['a', 'b']],
    ["['orderHint']", ['orderHint']],
  ])('reads the subpath %j', (text, steps) => expect(readSubPath(text)).toEqual(steps));

  it.each([['constructor'], ['__proto__'], ['toString']])('finds nothing that an object inherits: %s', name =>
    expect(valueAtSteps({ a: 1 }, [name])).toBeUndefined(),
  );

  it('finds nothing at the length of a list', () => expect(valueAtSteps([1], ['length'])).toBeUndefined());
});
