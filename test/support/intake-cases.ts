import { crc32, deflateRawSync } from 'node:zlib';
import type { JsonFaultKind } from '../../src/core/json-text.js';
import { buildZip, extraField, seeded } from './zip-builder.js';
import type { EntryPlan } from './zip-builder.js';

/** An upload that somebody may send, and what intake has to say of it. */
export interface IntakeCase {
  /** Letter and number by which security reviews know the case. */
  readonly id: string;
  readonly what: string;
  /** Every form of it; all have to be answered alike. */
  readonly uploads: () => Uint8Array[];
  /** All rules that are found, and no other. */
  readonly rules: readonly string[];
  /** Whether intake makes a package of it. */
  readonly accepted: boolean;
  /** What reading the definition says, for a case that is about JSON. */
  readonly faults?: readonly JsonFaultKind[];
}

const mebibyte = 1024 * 1024;
const definitionText =
  '{"swagger":"2.0","info":{"title":"Sample","version":"1.0"},"host":"api.example.com","paths":{}}';

/** The files of a faultless package. */
export const goodFiles: readonly EntryPlan[] = [
  { name: 'apiDefinition.swagger.json', content: definitionText },
  { name: 'apiProperties.json', content: '{"properties":{"iconBrandColor":"#112233"}}' },
  { name: 'README.md', content: '# Sample\n' },
];

const withEntry = (entry: EntryPlan) => buildZip([...goodFiles, entry]);
const named = (name: string | Uint8Array) => withEntry({ name, content: 'x' });
const withDefinition = (content: string | Uint8Array) =>
  buildZip(goodFiles.map((file, index) => (index === 0 ? { ...file, content } : file)));
/** A faultless package but for what is said of its readme. */
const readme = (lie: Partial<EntryPlan>) =>
  buildZip([...goodFiles.slice(0, 2), { name: 'README.md', content: '# Sample\n', ...lie }]);
const bytes = (...values: number[]) => Uint8Array.from(values);
const latin = (text: string) => Uint8Array.from(text, letter => letter.charCodeAt(0));

const refused = (id: string, what: string, rules: readonly string[], ...uploads: (() => Uint8Array)[]): IntakeCase => ({
  id,
  what,
  rules,
  accepted: false,
  uploads: () => uploads.map(make => make()),
});
const accepted = (
  id: string,
  what: string,
  rules: readonly string[],
  ...uploads: (() => Uint8Array)[]
): IntakeCase => ({
  ...refused(id, what, rules, ...uploads),
  accepted: true,
});
/** A definition that intake passes on; lint says what reading it found. */
const passedOn = (
  id: string,
  what: string,
  faults: readonly JsonFaultKind[],
  ...texts: (() => string | Uint8Array)[]
): IntakeCase => ({
  ...accepted(id, what, [], ...texts.map(text => () => withDefinition(text()))),
  faults,
});
const unsafe = (
  id: string,
  what: string,
  rule: string,
  faults: readonly JsonFaultKind[],
  ...texts: (() => string)[]
): IntakeCase => ({
  ...refused(id, what, [rule], ...texts.map(text => () => withDefinition(text()))),
  faults,
});

/** Sixty-four words in no order: packs about five to one, like prose. */
function prose(length: number): string {
  const random = seeded(43);
  const words = Array.from({ length: 64 }, () => Math.floor(random() * 1e9).toString(36));
  const page = Array.from({ length: 50_000 }, () => words[Math.floor(random() * 64)]).join(' ');
  return page.repeat(Math.ceil(length / page.length)).slice(0, length);
}

const zip64Locator = bytes(0x50, 0x4b, 0x06, 0x07, ...new Array<number>(16).fill(0));

/** Archives that are none, or lie. */
export const archiveCases: readonly IntakeCase[] = [
  refused('P01', 'an empty file', ['archive-empty'], () => bytes()),
  refused(
    'P02',
    'a file that is not a zip',
    ['archive-not-a-zip'],
    () => Buffer.from('%PDF-1.7'),
    () => Buffer.alloc(5000, 'PK'),
  ),
  refused(
    'P03',
    'an archive without its end',
    ['archive-truncated'],
    () => buildZip(goodFiles).subarray(0, -5),
    () => buildZip(goodFiles).subarray(0, 60),
  ),
  refused('P04', 'an archive without entries', ['archive-no-entries'], () => buildZip([])),
  refused(
    'P05',
    'a name that leads out',
    ['archive-path-traversal'],
    () => named('../x'),
    () => named('tests/../../x'),
    () => named('..'),
  ),
  refused('P06', 'an absolute name', ['archive-path-absolute'], () => named('/abs')),
  refused('P07', 'a name with a drive', ['archive-path-absolute', 'archive-path-backslash'], () => named('C:\\x')),
  refused('P08', 'a name with backslashes', ['archive-path-backslash', 'archive-path-traversal'], () =>
    named('a\\..\\b'),
  ),
  refused('P09', 'a NUL in a name', ['archive-name-control'], () => named('icon.png\0.exe')),
  refused(
    'P10',
    'a line break or escape in a name',
    ['archive-name-control'],
    () => named('a\nb'),
    () => named('\u001b[2Ja'),
    () => named('a\u202egnp.exe'),
  ),
  refused('P11', 'a name of 300 characters', ['archive-name-too-long'], () => named('a'.repeat(300))),
  refused('P12', 'a name that is not valid UTF-8', ['archive-name-encoding'], () =>
    withEntry({ name: bytes(0x61, 0xff, 0x62), flags: 0x800 }),
  ),
  refused(
    'P13',
    'a name in an unknown encoding',
    ['archive-name-encoding'],
    () => withEntry({ name: latin('caf\u0082.txt'), flags: 0 }),
    () => withEntry({ name: 'café.txt', flags: 0 }),
  ),
  refused('P14', 'a second name in an extra field', ['archive-name-unicode-extra'], () =>
    readme({ extra: extraField(0x7075, Buffer.from('\u0001\0\0\0\0icon.png')) }),
  ),
  refused('P15', 'two entries of one name', ['archive-duplicate-name'], () =>
    withEntry({ name: 'README.md', content: 'other' }),
  ),
  refused('P16', 'names that differ by case', ['archive-name-collision'], () =>
    withEntry({ name: 'ReadMe.md', content: 'other' }),
  ),
  refused('P17', 'names that differ by Unicode form', ['archive-name-collision', 'package-unexpected-file'], () =>
    buildZip([...goodFiles, { name: 'caf\u00e9.txt' }, { name: 'cafe\u0301.txt' }]),
  ),
  refused(
    'P18',
    'a name that Windows cannot keep',
    ['archive-name-not-portable'],
    () => named('icon.png.'),
    () => named('icon.png '),
    () => named('CON'),
    () => named('tests/aux.json'),
    () => named('notes:1'),
  ),
  refused('P19', 'a symbolic link', ['archive-symlink'], () =>
    withEntry({ name: 'icon.png', content: '/etc/passwd', mode: 0o120777 }),
  ),
  refused(
    'P20',
    'a device or a pipe',
    ['archive-special-file'],
    ...[0o020666, 0o060666, 0o010666, 0o140666].map(mode => () => withEntry({ name: 'icon.png', mode })),
  ),
  refused(
    'P21',
    'a folder named like a file',
    ['archive-directory-named-as-file'],
    () => withEntry({ name: 'icon.png/', method: 0 }),
    () => withEntry({ name: 'icon.png', method: 0, mode: 0o040755 }),
  ),
  refused(
    'P22',
    'an encrypted entry',
    ['archive-encrypted'],
    () => readme({ flags: 1 }),
    () => readme({ method: 99 }),
    () => readme({ extra: extraField(0x9901, bytes(2, 0, 0x41, 0x45, 3, 8, 0)) }),
  ),
  refused(
    'P23',
    'a method other than deflate',
    ['archive-method'],
    ...[12, 14, 93].map(method => () => readme({ method, packed: bytes(1, 2, 3) })),
  ),
  refused('P24', 'another name in front of the data', ['archive-header-mismatch'], () =>
    readme({ local: { name: 'icon.png' } }),
  ),
  refused(
    'P25',
    'other sizes in front of the data',
    ['archive-header-mismatch'],
    () => readme({ local: { size: 5 } }),
    () => readme({ local: { packedSize: 3 } }),
  ),
  refused('P26', 'a wrong checksum', ['archive-checksum'], () => readme({ checksum: 1 })),
  refused(
    'P27',
    'a record behind the data that lies',
    ['archive-data-descriptor'],
    () => readme({ descriptor: { size: 7 } }),
    () => readme({ descriptor: { checksum: 7, signature: false } }),
  ),
  refused(
    'P28',
    'two ends',
    ['archive-foreign-bytes', 'archive-two-ends'],
    () => buildZip(goodFiles, { prefix: buildZip(goodFiles.slice(0, 1)), adjusted: true }),
    () => buildZip(goodFiles, { beforeEnd: buildZip([]) }),
  ),
  refused(
    'P29',
    'bytes in front, behind or in between',
    ['archive-foreign-bytes'],
    () => buildZip(goodFiles, { prefix: Buffer.from('#!/bin/sh\n') }),
    () => buildZip(goodFiles, { prefix: Buffer.from('MZ'), adjusted: true }),
    () => buildZip(goodFiles, { suffix: Buffer.from('more') }),
    () => buildZip(goodFiles, { gap: Buffer.from('more') }),
    () => buildZip(goodFiles, { suffix: Buffer.alloc(70_000) }),
  ),
  refused(
    'P30',
    'ZIP64 that lies',
    ['archive-zip64'],
    () => buildZip(goodFiles, { beforeEnd: zip64Locator }),
    () => buildZip(goodFiles, { directoryOffset: 0xffffffff }),
    () => readme({ extra: extraField(1, Buffer.alloc(16)) }),
  ),
  refused('P31', 'a bomb of 100 MiB', ['archive-ratio', 'archive-too-large-unpacked'], () =>
    readme({ content: Buffer.alloc(100 * mebibyte) }),
  ),
  refused('P32', 'a bomb of overlapping entries', ['archive-header-mismatch', 'archive-overlap'], overlappingBomb),
  refused(
    'P33',
    '65,535 tiny entries',
    ['archive-too-many-entries'],
    () => manyEntries(65_535),
    () => manyEntries(5),
  ),
  refused(
    'P34',
    'an archive in the archive',
    ['archive-nested'],
    () => withEntry({ name: 'more.zip', content: buildZip(goodFiles) }),
    () => withEntry({ name: 'icon.png', method: 0, content: buildZip(goodFiles).subarray(0, 40) }),
  ),
  accepted('P34', 'a repository in the archive', ['package-dangerous-file'], () => named('.git/config')),
];

/** Sound archives of something that is not quite a package. */
export const structureCases: readonly IntakeCase[] = [
  accepted('P35', 'no definition: for lint to say', [], () => buildZip(goodFiles.slice(1))),
  accepted('P36', 'no properties: for lint to say', [], () =>
    buildZip([...goodFiles.slice(0, 1), ...goodFiles.slice(2)]),
  ),
  accepted(
    'P37',
    'an unknown file',
    ['package-unexpected-file'],
    () => named('notes.txt'),
    () => named('images/a.png'),
    () => named('tests/notes.txt'),
  ),
  refused('P38', 'everything in one folder', ['package-wrapped-in-folder'], () =>
    buildZip(goodFiles.map(file => ({ ...file, name: `sample/${String(file.name)}` }))),
  ),
  accepted(
    'P39',
    'two definitions',
    ['package-two-definitions'],
    () => named('other.swagger.json'),
    () => named('openapi.json'),
  ),
  accepted(
    'P40',
    'files that steer tools',
    ['package-dangerous-file'],
    ...['package.json', '.spectral.js', '.npmrc', 'tests/package.json'].map(name => () => named(name)),
  ),
  accepted(
    'P41',
    'an empty file',
    ['package-empty-file'],
    ...[
      'apiDefinition.swagger.json',
      'apiProperties.json',
      'README.md',
      'icon.png',
      'script.csx',
      'intro.md',
      'tests/values.json',
    ].map(name => () => buildZip([...goodFiles.filter(file => file.name !== name), { name, method: 0 }])),
  ),
  passedOn('P42', 'a picture named as the definition: for lint to say', ['invalid-utf8', 'syntax'], () =>
    bytes(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10),
  ),
  refused('P43', 'a readme of 20 MiB', ['package-file-too-large'], () => readme({ content: prose(20 * mebibyte) })),
  accepted('P44', 'a workflow', ['package-dangerous-file'], () => named('.github/workflows/x.yml')),
];

/** Definitions that a parser may choke on. */
export const jsonCases: readonly IntakeCase[] = [
  passedOn('P45', 'a byte order mark', ['bom'], () => `\ufeff${definitionText}`),
  passedOn(
    'P46',
    'UTF-16',
    ['utf16'],
    () => Buffer.from(`\ufeff${definitionText}`, 'utf16le'),
    () => Buffer.from('['.repeat(10_000), 'utf16le'),
  ),
  passedOn('P47', 'bytes that are not UTF-8', ['invalid-utf8'], () =>
    latin(definitionText.replace('Sample', 'caf\u00e9')),
  ),
  passedOn('P48', 'a comment and a trailing comma', ['syntax', 'syntax'], () => '{ // note\n "swagger": "2.0", }'),
  passedOn('P49', 'a duplicate name', ['duplicate-key'], () => '{"host":"a.example.com","host":"b.example.com"}'),
  unsafe(
    'P50',
    '__proto__',
    'json-forbidden-key',
    ['forbidden-key'],
    () => '{"a":{"__proto__":{"admin":true}}}',
    () => '{"__pr\\u006fto__":1}',
  ),
  unsafe(
    'P51',
    'constructor.prototype',
    'json-forbidden-key',
    ['forbidden-key'],
    () => '{"constructor":{"prototype":{"admin":true}}}',
  ),
  unsafe(
    'P52',
    '10,000 arrays inside one another',
    'json-too-deep',
    ['too-deep'],
    () => `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
  ),
  unsafe(
    'P53',
    '10,000 objects inside one another',
    'json-too-deep',
    ['too-deep'],
    () => `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  ),
  unsafe(
    'P54',
    '200,000 members',
    'json-too-many-values',
    ['too-many-nodes'],
    () => `{${Array.from({ length: 200_000 }, (_, i) => `"k${i}":1`).join(',')}}`,
  ),
  passedOn(
    'P55',
    'names whose hashes may collide',
    [],
    () => `{${Array.from({ length: 150_000 }, (_, i) => `"${i * 65_536}":1`).join(',')}}`,
  ),
  refused('P56', 'a text of 10 MiB', ['package-file-too-large'], () =>
    withDefinition(`{"a":${JSON.stringify(prose(10 * mebibyte))}}`),
  ),
  unsafe(
    'P56',
    'a text of 2 MiB',
    'json-text-too-long',
    ['too-large'],
    () => `{"a":${JSON.stringify(prose(2 * mebibyte))}}`,
  ),
  passedOn(
    'P57',
    'numbers that change when read',
    ['unsafe-number', 'unsafe-number'],
    () => '{"a":1e400,"b":-0,"c":9007199254740993}',
  ),
  passedOn('P58', 'half a character', ['lone-surrogate'], () => '{"a":"\\ud800"}'),
  passedOn(
    'P59',
    'no object at the root',
    ['not-an-object'],
    () => '[]',
    () => 'null',
    () => '"text"',
  ),
  passedOn('P60', 'several documents', ['syntax'], () => '{}\n{}\n'),
  passedOn('P61', 'markup behind the document', ['syntax'], () => `${definitionText}\n<html></html>`),
  passedOn('P62', 'an empty object', [], () => '{}'),
];

/** References that cannot be followed, or should not be. */
export const referenceCases: readonly IntakeCase[] = [
  unsafe(
    'P67',
    'a reference to itself',
    'json-reference-endless',
    [],
    () => '{"definitions":{"A":{"$ref":"#/definitions/A"}},"x":{"$ref":"#/definitions/A"}}',
  ),
  unsafe(
    'P68',
    'two references to each other',
    'json-reference-endless',
    [],
    () => '{"x":{"$ref":"#/y"},"y":{"$ref":"#/x"}}',
  ),
  unsafe('P69', 'thirty levels of doubling', 'json-reference-expansion', [], doubling),
];

function doubling(): string {
  const definitions = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => {
      const next = { $ref: `#/definitions/L${i + 1}` };
      return [`L${i}`, i === 29 ? { type: 'string' } : { properties: { a: next, b: next } }];
    }),
  );
  return JSON.stringify({ paths: { '/': { schema: { $ref: '#/definitions/L0' } } }, definitions });
}

/** Eleven entries that all unpack the same bytes: the one header in front of them bears the first one's name. */
function overlappingBomb(): Uint8Array {
  const content = Buffer.alloc(mebibyte);
  const packed = deflateRawSync(content);
  const claims = { packedSize: packed.length, size: content.length, checksum: crc32(content) };
  const copies = Array.from({ length: 10 }, (_, i): EntryPlan => ({
    name: `tests/${i}.postman_collection.json`,
    sharedWith: 0,
    ...claims,
  }));
  return buildZip([{ name: 'tests/first.postman_collection.json', packed, ...claims }, ...copies]);
}

/** 65,535 entries of which the end record says that there are so many. */
function manyEntries(count: number): Uint8Array {
  const entries = Array.from({ length: 65_535 }, (_, i): EntryPlan => ({ name: `t${i}`, method: 0 }));
  return buildZip(entries, { count });
}
