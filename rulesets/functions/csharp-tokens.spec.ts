import { csharpTokens } from './csharp-tokens.js';

const names = (source: string) =>
  csharpTokens(source)
    .filter(({ kind }) => kind === 'name')
    .map(({ text }) => text);

describe('rulesets/functions/csharp-tokens', () => {
  it('gives words and marks with their lines and columns', () => {
    const tokens = csharpTokens('using A.B;\r\n  int x1 = 0x1F;');

    expect(tokens.map(({ text, line, column }) => `${text} ${line}:${column}`)).toEqual([
      'using 1:1',
      'A 1:7',
      '. 1:8',
      'B 1:9',
      '; 1:10',
      'int 2:3',
      'x1 2:7',
      '= 2:10',
      '0x1F 2:12',
      '; 2:16',
    ]);
  });

  it.each([
    ['a comment', 'a // File.Open\nb', ['a', 'b']],
    ['a comment over lines', 'a /* File\n* / */ b', ['a', 'b']],
    ['a comment without end', 'a /* File', ['a']],
    ['a string', 'a "File \\" File" b', ['a', 'b']],
    ['a string without end', 'a "File\nb', ['a', 'b']],
    ['a verbatim string', 'a @"File\n""File""\\" b', ['a', 'b']],
    ['an empty verbatim string', 'a @"" b', ['a', 'b']],
    ['a raw string', 'a """\nFile "x" ""File\n""" b', ['a', 'b']],
    ['characters', "a '\"' b '\\'' c", ['a', 'b', 'c']],
  ])('leaves out what %s says', (_, source, expected) => {
    expect(names(source)).toEqual(expected);
  });

  it.each([
    ['a string', 'a $"no {File.Open("x")} no {{no}} {{{b}}}" c', ['a', 'File', 'Open', 'b', 'c']],
    ['a verbatim string', 'a $@"no\n{b}""{c}" d @$"{e}" f', ['a', 'b', 'c', 'd', 'e', 'f']],
    ['a raw string', 'a $$"""no {no} {{b}} "no" """ c', ['a', 'b', 'c']],
    ['a string in a string', 'a $"{b + $"{c}"}" d', ['a', 'b', 'c', 'd']],
    ['braces of its own', 'a $"{new B { C = 1 }.D} no" e', ['a', 'new', 'B', 'C', 'D', 'e']],
  ])('reads what %s computes', (_, source, expected) => {
    expect(names(source)).toEqual(expected);
  });

  it('reads a name however it is spelt', () => {
    expect(names('@class \\u0046ile Fi\\u006Ce Fi\u200dle Größe')).toEqual(['class', 'File', 'File', 'File', 'Größe']);
  });

  it.each(['\u0085', '\u2028', '\u2029'])('ends a comment where the compiler does: at %j', end => {
    expect(csharpTokens(`// no${end}File`)).toMatchObject([{ text: 'File', line: 1, column: 7 }]);
  });

  it('knows directives by their place', () => {
    const tokens = csharpTokens('  #r "a.dll"\na # b');

    expect(tokens.map(({ kind, text }) => [kind, text])).toEqual([
      ['directive', '#r "a.dll"'],
      ['name', 'a'],
      ['mark', '#'],
      ['name', 'b'],
    ]);
  });

  it.each([
    '"',
    '$"{',
    '@"',
    '"""',
    '$$',
    '@',
    "'",
    '/*',
    '{',
    '}',
    '\\',
    '\\u',
    '#',
    '#\n',
    '$"{"',
    '\u2028',
    'a',
    '\ud800',
    '$"""{',
  ])('reads 200,000 times %j without fail and in no time', part => {
    const start = performance.now();

    csharpTokens(part.repeat(200_000));

    expect(performance.now() - start).toBeLessThan(3000);
  });
});
