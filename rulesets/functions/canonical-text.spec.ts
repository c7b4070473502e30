import { canonicalText } from './canonical-text.js';

describe('rulesets/functions/canonical-text', () => {
  it('is the same for equal values, in whatever order their members are', () => {
    const one = { name: 'id', in: 'path', enum: ['a', { b: [1, null] }] };
    const other = { enum: ['a', { b: [1, null] }], in: 'path', name: 'id' };

    expect(canonicalText(one)).toBe(canonicalText(other));
  });

  it.each([
    [{ a: 1 }, { a: '1' }],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    [['a,b'], ['a', 'b']],
    [{ a: { b: 1 } }, { a: {}, b: 1 }],
    [[], {}],
    [[[]], [[], []]],
  ])('tells %j from %j', (one, other) => {
    expect(canonicalText(one)).not.toBe(canonicalText(other));
  });

  it('takes any depth', () => {
    let value: unknown = [];
    for (let depth = 0; depth < 100_000; depth += 1) value = [value];

    expect(canonicalText(value)).toHaveLength(300_002);
  });
});
