import fc from 'fast-check';
import { canonicalJson } from '../../../core/canonical-json.js';
import { firstDifference } from './first-difference.js';

describe('stages/intake/solution/first-difference', () => {
  it.each([
    [
      { a: 1, b: [1, { c: null }] },
      { b: [1, { c: null }], a: 1 },
    ],
    [[], []],
    ['a', 'a'],
  ])('finds none between %j and %j', (one, other) => expect(firstDifference(one, other)).toBeNull());

  it.each([
    [{ a: 1 }, { a: 2 }, '/a', 1, 2],
    [{ a: { 'b/c': 1 } }, { a: {} }, '/a/b~1c', 1, undefined],
    [{}, { a: null }, '/a', undefined, null],
    [[1, 2], [1], '/1', 2, undefined],
    [{ a: [] }, { a: {} }, '/a', [], {}],
    [{ b: 1, a: 1, x: 0 }, { a: 2, b: 2 }, '/a', 1, 2],
    [{ constructor: 1 }, {}, '/constructor', 1, undefined],
    [1, '1', '', 1, '1'],
  ])('between %j and %j it is at %s', (one, other, pointer, first, second) =>
    expect(firstDifference(one, other)).toEqual({ pointer, one: first, other: second }),
  );

  it('finds one exactly where the canonical JSON differs', () => {
    const pair = fc.oneof(
      fc.jsonValue().map(value => [value, JSON.parse(canonicalJson(value))]),
      fc.tuple(fc.jsonValue(), fc.jsonValue()),
      fc.tuple(
        fc.dictionary(fc.constantFrom('a', 'b'), fc.integer({ max: 1, min: 0 })),
        fc.dictionary(fc.constantFrom('b', 'a'), fc.integer({ max: 1, min: 0 })),
      ),
    );

    fc.assert(
      fc.property(
        pair,
        ([one, other]) => (firstDifference(one, other) === null) === (canonicalJson(one) === canonicalJson(other)),
      ),
    );
  });
});
