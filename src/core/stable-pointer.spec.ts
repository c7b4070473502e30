import { createStablePointers } from './stable-pointer.js';

const parameters = [
  { name: 'id', in: 'path' },
  { name: 'color', in: 'query' },
];

describe('core/stable-pointer', () => {
  it('names an operation by its id, wherever its path went', () => {
    const before = createStablePointers({ paths: { '/a/{id}': { get: { operationId: 'GetA' } } } });
    const after = createStablePointers({ paths: { '/v2/a/{id}': { get: { operationId: 'GetA' } } } });

    expect(before('/paths/~1a~1{id}/get/summary')).toBe('/operation GetA/summary');
    expect(after('/paths/~1v2~1a~1{id}/get/summary')).toBe('/operation GetA/summary');
  });

  it('keeps the path of an operation whose id is not its own', () => {
    const name = createStablePointers({
      paths: { '/a': { get: { operationId: 'A' }, put: { operationId: 'A' } }, '/b': { get: {} } },
    });

    expect(name('/paths/~1a/get')).toBe('/paths/~1a/get');
    expect(name('/paths/~1b/get')).toBe('/paths/~1b/get');
  });

  it('names elements of lists by what they are, in any order', () => {
    const one = createStablePointers({ parameters });
    const other = createStablePointers({ parameters: [...parameters].reverse() });

    expect(one('/parameters/1/type')).toBe('/parameters/in=query,name=color/type');
    expect(other('/parameters/0/type')).toBe(one('/parameters/1/type'));
  });

  it('tells equal elements apart, and keeps the position of those without a name', () => {
    const name = createStablePointers({ enum: ['a', 'a', 1, Infinity], list: [[1], {}, { x: 1 }] });

    expect(['0', '1', '2', '3'].map(position => name(`/enum/${position}`))).toEqual([
      '/enum/"a"',
      '/enum/"a" 2',
      '/enum/1',
      '/enum/Infinity',
    ]);
    expect(name('/list/1/y')).toBe('/list/1/y');
  });

  it('names what is not there, and takes any document', () => {
    expect(createStablePointers(null)('/a/0/b')).toBe('/a/0/b');
    expect(createStablePointers({ paths: { '/a': { get: { operationId: 'constructor' } } } })('/paths/~1a/get')).toBe(
      '/operation constructor',
    );
    expect(createStablePointers({})('')).toBe('');
  });
});
