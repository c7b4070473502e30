import { answerOf, definitionWith, infoWith, packageWith, wholeDefinition } from '../../../rulesets/examples.js';
import {
  goodDefinition,
  inDefinition,
  inProperties,
  mebibyte,
  members,
  properties,
  refused,
  remarked,
  repeated,
  textOf,
  withDefinition,
  withMember,
  words,
} from './case.js';
import type { ContentCase } from './case.js';

/** Files that a parser may choke on. */
export const jsonCases: readonly ContentCase[] = [
  remarked('P45', 'a byte order mark', () => withDefinition(`\ufeff${goodDefinition}`), inDefinition('json-no-bom')),
  remarked(
    'P45',
    'a byte order mark in the properties',
    () => packageWith({ [properties]: `\ufeff${textOf(packageWith({}), properties)}` }),
    inProperties('json-no-bom'),
  ),
  refused(
    'P46',
    'UTF-16',
    () => withDefinition(Buffer.from(`\ufeff${goodDefinition}`, 'utf16le')),
    inDefinition('json-utf8'),
  ),
  refused(
    'P47',
    'bytes that are not UTF-8',
    () => withDefinition(Buffer.from(goodDefinition.replace('Contoso Stock', 'Caf\u00e9 Stock'), 'latin1')),
    inDefinition('json-utf8'),
  ),
  refused('P48', 'a comment', () => withDefinition(`// note\n${goodDefinition}`), {
    ...inDefinition('json-valid'),
    line: 1,
  }),
  refused(
    'P48',
    'a trailing comma',
    () => withDefinition(goodDefinition.replace(/\}\s*$/, ',}')),
    inDefinition('json-valid'),
  ),
  refused(
    'P49',
    'a second host',
    () => withMember('"host": "evil.example.com"'),
    inDefinition('json-no-duplicate-keys', '/host'),
  ),
  refused(
    'P50',
    '__proto__',
    () => withMember('"__proto__": { "admin": true }'),
    inDefinition('json-forbidden-key', '/__proto__'),
  ),
  refused(
    'P50',
    '__proto__ behind an escape',
    () => withMember('"__pr\\u006fto__": 1'),
    inDefinition('json-forbidden-key', '/__proto__'),
  ),
  refused(
    'P51',
    'constructor.prototype',
    () => withMember('"constructor": { "prototype": { "admin": true } }'),
    inDefinition('json-forbidden-key', '/constructor/prototype'),
  ),
  refused(
    'P52',
    '10,000 arrays inside one another',
    () => withMember(`"x-a": ${'['.repeat(10_000)}${']'.repeat(10_000)}`),
    inDefinition('json-too-deep'),
  ),
  refused(
    'P53',
    '10,000 objects inside one another',
    () => withMember(`"x-a": ${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`),
    inDefinition('json-too-deep'),
  ),
  refused(
    'P54',
    '200,000 members',
    () => definitionWith({ 'x-a': members(200_000, () => 1) }),
    inDefinition('json-too-many-values'),
  ),
  refused(
    'P55',
    'names of properties whose hashes may collide',
    () =>
      answerOf({
        type: 'object',
        properties: Object.fromEntries(repeated(40_000, n => [String(n * 65_536), { type: 'string' }])),
      }),
    inDefinition('schema-property-summary'),
  ),
  refused(
    'P56',
    'a text of 2 MiB',
    () => infoWith({ description: words(2 * mebibyte) }),
    inDefinition('json-text-too-long', '/info/description'),
  ),
  refused(
    'P56',
    'a file of 10 MiB',
    () => infoWith({ description: words(10 * mebibyte) }),
    inDefinition('package-file-too-large'),
  ),
  remarked(
    'P57',
    'numbers that change when read',
    () => withMember('"x-a": [1e400, -0, 9007199254740993]'),
    inDefinition('json-number-exact', '/x-a/0'),
    inDefinition('json-number-exact', '/x-a/2'),
  ),
  refused('P58', 'half a character', () => withMember('"x-a": "\\ud800"'), inDefinition('json-valid', '/x-a')),
  refused('P59', 'a list at the root', () => wholeDefinition([]), inDefinition('json-valid')),
  refused('P59', 'null at the root', () => withDefinition('null'), inDefinition('json-valid')),
  refused('P59', 'a text at the root', () => withDefinition('"swagger"'), inDefinition('json-valid')),
  refused(
    'P60',
    'several documents',
    () => withDefinition(`${goodDefinition}${goodDefinition}`),
    inDefinition('json-valid'),
  ),
  refused(
    'P61',
    'markup behind the document',
    () => withDefinition(`${goodDefinition}<html></html>`),
    inDefinition('json-valid'),
  ),
  refused(
    'P62',
    'an empty object',
    () => wholeDefinition({}),
    inDefinition('swagger-version-2', ''),
    inDefinition('info-required', ''),
  ),
];
