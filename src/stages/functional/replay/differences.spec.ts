import { agree } from './differences.js';

describe('stages/functional/replay/differences', () => {
  it.each([
    [{ a: [1, 'x', null] }, { a: [1, 'x', null] }],
    [{ a: 1 }, { a: 1, b: undefined }],
    ['/paths/~1[redacted]s/get', '/paths/~1users/get'],
    ['[redacted] and [redacted].', 'one and two.'],
    ['[redacted]', ''],
  ])('takes %j and %j for the same', (recorded, found) => expect(agree(recorded, found)).toBe(true));

  it.each([
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1, b: 2 }, { a: 1 }],
    [[1], { 0: 1 }],
    [null, {}],
    ['a', 1],
    ['a[redacted]a', 'a'],
    ['[redacted] and [redacted].', 'one or two.'],
    ['begins [redacted]', 'ends begins secret'],
    ['users', '[redacted]'],
  ])('tells %j from %j', (recorded, found) => expect(agree(recorded, found)).toBe(false));
});
