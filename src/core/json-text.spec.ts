import fc from 'fast-check';
import { defaultJsonLimits, readJson } from './json-text.js';
import type { JsonFaultKind } from './json-text.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readJson(bytesOf(text));
const kinds = (text: string): JsonFaultKind[] => read(text).faults.map(fault => fault.kind);
const places = (text: string) => read(text).faults.map(({ kind, line, column }) => `${kind} ${line}:${column}`);

describe('core/json-text: what is accepted', () => {
  it('gives the value of strict JSON without a fault', () => {
    const text = '{ "a": [1, -2.5e3, true, false, null, "x\\u00e9\\n\\ud83d\\ude00"], "b": {} }';

    expect(read(text).faults).toEqual([]);
    expect(read(text).value).toEqual(JSON.parse(text));
  });

  it('keeps the text without its byte order mark', () => expect(read('\ufeff{}').text).toBe('{}'));

  it('agrees with JSON.parse on every JSON object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), fc.nat(3), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const { faults, value: got } = read(text);
        const harmless = faults.every(({ kind }) => kind === 'unsafe-number' || kind === 'lone-surrogate');

        expect(faults.length === 0 || harmless || text.includes('__proto__')).toBe(true);
        if (harmless) expect(got).toEqual(JSON.parse(text));
      }),
    );
  });

  it('accepts nothing that JSON.parse refuses, and mends nothing into something else', () => {
    const alphabet = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '1',
      '-',
      '0',
      '.',
      'e',
      'true',
      'nul',
      ' ',
      '\\',
      '\n',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...alphabet), { maxLength: 14 }), tokens => {
        const text = tokens.join('');
        const { faults, value } = read(text);
        let parsed: unknown;
        let valid = true;
        try {
          parsed = JSON.parse(text);
        } catch {
          valid = false;
        }

        if (faults.every(({ kind }) => kind === 'not-an-object' || kind === 'duplicate-key')) {
          expect(valid).toBe(true);
          expect(value).toEqual(parsed);
        }
        if (!valid) expect(faults.some(({ kind }) => kind === 'syntax')).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), bytes => Array.isArray(readJson(bytes).faults)));
  });

  it('never throws on a damaged document, and finds every place in it', () => {
    const text = '{"a":{"b":[1,2,{"c":"\\u0041\\n"}],"d":null},"e":-1.5e2}';
    const damage = fc.record({
      at: fc.nat(text.length),
      cut: fc.nat(4),
      put: fc.constantFrom('', ',', '"', '\\', '{', '\n', '/*', 'x', '\ud800'),
    });
    fc.assert(
      fc.property(fc.array(damage, { maxLength: 4 }), list => {
        let damaged = text;
        for (const { at, cut, put } of list) damaged = damaged.slice(0, at) + put + damaged.slice(at + cut);
        const json = read(damaged);

        for (const { pointer } of json.faults) expect(pointer === '' || pointer.startsWith('/')).toBe(true);
        json.locate('/a/b/2/c');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('core/json-text: faults', () => {
  it.each<[string, string, JsonFaultKind[]]>([
    ['an empty file', '', ['syntax']],
    ['only white space', ' \n ', ['syntax']],
    ['a comment', '{} // done', ['syntax']],
    ['a trailing comma', '{"a": [1,],}', ['syntax', 'syntax']],
    ['a missing comma', '{"a": 1 "b": 2}', ['syntax']],
    ['a missing value', '{"a": , "b": 2}', ['syntax']],
    ['two commas', '[1,,2]', ['not-an-object', 'syntax']],
    ['NaN', '{"a": NaN}', ['syntax']],
    ['Infinity', '{"a": -Infinity}', ['syntax']],
    ['a leading zero', '{"a": 01}', ['syntax']],
    ['a leading plus', '{"a": +1}', ['syntax']],
    ['a number without a fraction after the point', '{"a": 1.}', ['syntax']],
    ['a raw tab in a string', '{"a": "x\ty"}', ['syntax']],
    ['an unknown escape', '{"a": "C:\\dir"}', ['syntax']],
    ['a string that is not closed', '{"a": "x', ['syntax']],
    ['an object that is not closed', '{"a": 1', ['syntax']],
    ['the wrong bracket', '{"a": [1}', ['syntax']],
    ['single quotes', "{'a': 1}", ['syntax']],
    ['a no-break space', '{\u00a0"a": 1}', ['syntax']],
    ['a second document', '{}\n{}', ['syntax']],
    ['markup after the document', '{}<html>', ['syntax']],
    ['markup instead of a document', '<html></html>', ['syntax']],
    ['a duplicate name', '{"host": 1, "h\\u006fst": 2}', ['duplicate-key']],
    ['__proto__', '{"a": {"__proto__": {}}}', ['forbidden-key']],
    ['constructor.prototype', '{"constructor": {"prototype": {}}}', ['forbidden-key']],
    ['half a character', '{"a": "\\ud800"}', ['lone-surrogate']],
    ['the wrong half of a character', '{"a": "\\udc00\\ud800\\u0041"}', ['lone-surrogate', 'lone-surrogate']],
    ['a number that becomes infinite', '{"a": 1e400}', ['unsafe-number']],
    ['a number that becomes 0', '{"a": 1e-400}', ['unsafe-number']],
    ['an integer that changes', '{"a": 9007199254740993}', ['unsafe-number']],
    ['an array at the root', '[]', ['not-an-object']],
    ['null at the root', 'null', ['not-an-object']],
    ['a string at the root', '"x"', ['not-an-object']],
  ])('names %s', (_what, text, expected) => expect(kinds(text)).toEqual(expected));

  it.each(['{"constructor": 1}', '{"prototype": 1}', '{"a": {"prototype": 1}}', '{"constructor": [{"prototype": 1}]}'])(
    'lets %s pass: an ordinary name',
    text => expect(kinds(text)).toEqual([]),
  );

  it.each(['{"a": 9007199254740992}', '{"a": 0.1}', '{"a": -0}', '{"a": 0e0}', '{"a": 18014398509481984}'])(
    'lets the number in %s pass when nothing is lost',
    text => expect(kinds(text)).toEqual([]),
  );

  it('reports all small mistakes in one reading and still gives the value', () => {
    const json = read('{ // x\n "a": [1, 2,],\n "b": True,\n "b": "C:\\dir\ty" "c": .5 }');

    expect(json.value).toEqual({ a: [1, 2], b: 'C:\\dir\ty', c: 0.5 });
    expect(json.faults.map(({ kind, line, pointer }) => `${kind} ${line} ${pointer}`)).toEqual([
      'syntax 1 ',
      'syntax 2 /a',
      'syntax 3 /b',
      'duplicate-key 4 /b',
      'syntax 4 /b',
      'syntax 4 /b',
      'syntax 4 ',
      'syntax 4 /c',
    ]);
  });

  it('gives no value that is dangerous to hold', () => {
    expect(read('{"__proto__": {"admin": true}}').value).toBeUndefined();
    expect(read('['.repeat(70) + ']'.repeat(70)).value).toBeUndefined();
  });

  it('names the encoding when it is not UTF-8', () => {
    const utf16 = Uint8Array.from([0xff, 0xfe, 0x7b, 0, 0x7d, 0]);

    expect(readJson(utf16)).toMatchObject({
      text: null,
      value: undefined,
      faults: [{ kind: 'utf16', line: 1, column: 1 }],
    });
    expect(readJson(utf16.subarray(2)).faults[0]?.kind).toBe('utf16');
  });

  it('points at the first byte that is not UTF-8 and reads on', () => {
    const bytes = Uint8Array.from([...bytesOf('{\n "é": "caf'), 0xe9, ...bytesOf('", "b": 1,}')]);
    const json = readJson(bytes);

    expect(json.value).toEqual({ é: 'caf\ufffd', b: 1 });
    expect(json.faults.map(({ kind, line, column }) => `${kind} ${line}:${column}`)).toEqual([
      'invalid-utf8 2:11',
      'syntax 2:21',
    ]);
  });

  it.each([
    ['overlong', [0xc0, 0x80]],
    ['surrogate', [0xed, 0xa0, 0x80]],
    ['cut short', [0xe2, 0x82]],
    ['too high', [0xf5, 0x80, 0x80, 0x80]],
  ])('refuses UTF-8 that is %s', (_what, bad) => {
    const json = readJson(Uint8Array.from([...bytesOf('{"a": "'), ...bad, ...bytesOf('"}')]));

    expect(json.faults.map(({ kind, column }) => `${kind} ${column}`)).toEqual(['invalid-utf8 8']);
  });
});

describe('core/json-text: limits', () => {
  it.each([
    ['arrays', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['objects', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000)],
  ])('stops at %s nested 10,000 levels deep', (_what, text) => {
    expect(kinds(text)).toContain('too-deep');
    expect(read(text).value).toBeUndefined();
    expect(read(text).locate('')).not.toBeNull();
  });

  it('accepts the deepest nesting that is allowed', () => {
    const text = '{"a":'.repeat(64) + '1' + '}'.repeat(64);

    expect(kinds(text)).toEqual([]);
  });

  it('stops after too many values', () => {
    const text = `{"a": [${'1,'.repeat(defaultJsonLimits.nodes)}1]}`;

    expect(kinds(text)).toEqual(['too-many-nodes']);
  });

  it('refuses a file and a string that are too large', () => {
    const limits = { ...defaultJsonLimits, bytes: 40, stringLength: 5 };

    expect(readJson(bytesOf('{"a": "123456"}'), limits).faults[0]?.kind).toBe('too-large');
    expect(readJson(bytesOf(' '.repeat(41)), limits)).toMatchObject({ text: null, faults: [{ kind: 'too-large' }] });
  });

  it.each([
    ['200,000 names', `{${Array.from({ length: 199_000 }, (_, i) => `"k${i}":1`).join(',')}}`],
    [
      '200,000 names that look like indexes',
      `{${Array.from({ length: 199_000 }, (_, i) => `"${i * 65_537}":1`).join(',')}}`,
    ],
    ['unknown escapes', `{"a": "${'\\x'.repeat(400_000)}"}`],
    ['stray commas', `{"a": [${','.repeat(2_000_000)}]}`],
    ['comments', `{"a": [${'/**/'.repeat(500_000)}]}`],
    ['a long number', `{"a": ${'9'.repeat(1_000_000)}}`],
    ['open brackets', '['.repeat(5_000_000)],
    ['quotes', '"'.repeat(3_000_000)],
  ])('takes little time for %s', (_what, text) => {
    const start = process.cpuUsage();
    const json = read(text);
    json.locate('/a/0/b');

    // Of the processor, not of the clock: other programs of a busy machine do not count.
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(2500);
    expect(json.faults.length).toBeLessThan(400);
  });
});

describe('core/json-text: places', () => {
  it('counts LF, CRLF and CR as one line each, tabs as one column', () => {
    const json = read('{\r\n\t"a": 1,\n"b":\r  [true, { "c": "x" }]}');

    expect(json.locateKey('/a')).toEqual({ line: 2, column: 2, offset: 4 });
    expect(json.locate('/a')).toEqual({ line: 2, column: 7, offset: 9 });
    expect(json.locate('/b')).toMatchObject({ line: 4, column: 3 });
    expect(json.locate('/b/1/c')).toMatchObject({ line: 4, column: 17 });
    expect(json.locateKey('/b/1')).toEqual(json.locate('/b/1'));
    expect(json.locate('')).toMatchObject({ line: 1, column: 1 });
  });

  it('goes along a path to the innermost value that is there, and gives equal places as one', () => {
    const json = read('{\n "a/b": [{ "x": 1 }],\n "a/b": [{}, { "y": 2 }]\n}');

    expect(json.placeOf(['a/b', 1, 'y'])).toEqual({ pointer: '/a~1b/1/y', line: 3, column: 16 });
    expect(json.placeOf(['a/b', 1, 'none', 'deeper'])).toBe(json.placeOf(['a/b', 1]));
    expect(json.placeOf(['toString'])).toEqual({ pointer: '', line: 1, column: 1 });
    expect(read('').placeOf(['a'])).toEqual({ pointer: '', line: null, column: null });
  });

  it('does not count a byte order mark as a column', () => {
    expect(places('\ufeff{"a": 1,}')).toEqual(['bom 1:1', 'syntax 1:8']);
    expect(read('\ufeff{"a": 1}').locate('/a')).toMatchObject({ line: 1, column: 7, offset: 6 });
  });

  it('unescapes pointers, and gives null for what is not there', () => {
    const json = read('{"/users/{id}": {"a~b": [1]}, "": 2}');

    expect(json.locate('/~1users~1{id}/a~0b/0')).toMatchObject({ column: 26 });
    expect(json.locate('/')).toMatchObject({ column: 35 });
    for (const pointer of ['/x', '/~1users~1{id}/a~0b/1', '/~1users~1{id}/a~0b/00', 'x', '//0'])
      expect(json.locate(pointer)).toBeNull();
  });

  it('finds the last of equal names, whose value counts', () =>
    expect(read('{"a": 1, "a": {"b": 2}}').locate('/a/b')).toMatchObject({ column: 21 }));

  it('finds what was read before the text became unreadable', () =>
    expect(read('{"a": [1, {"b": 2}], "c": (').locate('/a/1/b')).toMatchObject({ column: 17 }));

  it('finds every value of a document where JSON.parse puts it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 3 })), value => {
        const text = JSON.stringify(value, null, 1);
        if (text.includes('__proto__')) return;
        const json = read(text);
        const walk = (node: unknown, pointer: string): void => {
          const place = json.locate(pointer);
          const written = JSON.stringify(node);
          expect(
            text
              .slice(place?.offset)
              .replace(/\n\s*/g, '')
              .startsWith(written[0] ?? ''),
          ).toBe(true);
          if (typeof node !== 'object' || node === null) {
            expect(text.startsWith(written, place?.offset)).toBe(true);
            return;
          }
          for (const [name, child] of Object.entries(node)) {
            walk(child, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
          }
        };
        walk(value, '');
      }),
    );
  });
});
