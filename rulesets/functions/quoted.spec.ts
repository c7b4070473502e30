import { quoted, shown } from './quoted.js';

describe('rulesets/functions/quoted', () => {
  it('shows what a terminal or a page would obey', () => {
    expect(quoted('a\u001b[31m\u202eb\u200bc\n')).toBe('"a\\u{1b}[31m\\u{202e}b\\u{200b}c\\u{a}"');
  });

  it('cuts long texts, and never through a character', () => {
    expect(quoted('😀'.repeat(100))).toBe(`"${'😀'.repeat(60)}…"`);
    expect(quoted('x'.repeat(60))).toBe(`"${'x'.repeat(60)}"`);
  });

  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    [7, '7'],
    [[], 'an array'],
    [{}, 'an object'],
    ['a', '"a"'],
  ])('names %j', (value, name) => {
    expect(shown(value)).toBe(name);
  });
});
