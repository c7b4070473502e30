import { patternFault } from './pattern-fault.js';

describe('rulesets/functions/pattern-fault', () => {
  it.each([
    '',
    '^[a-z]+$',
    '(?=a)b|(?<!c)d',
    '(a)\\1',
    '^(a+)+$',
    '\\p{Lu}',
    '(?<year>\\d{4})',
    '(?i)abc',
    '(?-s:a.b)(?>c)',
    '(?P<year>\\d{4})',
    '\\A\\d+\\z',
  ])('can read %j', pattern => {
    expect(patternFault(pattern)).toBeNull();
  });

  it.each([
    ['(', 'unterminated group'],
    ['a)', 'unmatched'],
    ['[b-a]', 'range out of order'],
    ['*', 'nothing to repeat'],
    ['(?i)(', 'group'],
    ['a{2,1}', 'numbers out of order'],
    ['\\', '\\ at end of pattern'],
  ])('says what is wrong with %j', (pattern, what) => {
    expect(patternFault(pattern)).toContain(what);
  });

  it.each([
    ['deep', '('.repeat(400_000)],
    ['long', '(?i)'.repeat(250_000) + '('],
    ['repeating', '(?i)' + '[\\p{L}]{1000}'.repeat(70_000) + '('],
    ['full of options that end nowhere', '(?' + 'a'.repeat(1_000_000)],
  ])('takes no longer than reading it does when it is %s', (_, pattern) => {
    const start = performance.now();

    expect(patternFault(pattern)).not.toBeNull();

    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
