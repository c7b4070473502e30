import { answerOf, definitionWith, operationWith, parameterWith, pathsOf } from '../../../rulesets/examples.js';
import { inDefinition, mebibyte, operationAt, parameterAt, refused, repeated, sound, words } from './case.js';
import type { ContentCase } from './case.js';

const described = (pattern: string) => parameterWith({ type: 'string', pattern });

export const definitionCases: readonly ContentCase[] = [
  ...['^(a+)+$', '^(a|aa)+$', '^(([a-z])+.)+[A-Z]([a-z])+$', '(.*)*x', `${'(x+'.repeat(500)}${')+'.repeat(500)}y`].map(
    pattern => sound('P73', `the pattern ${pattern.slice(0, 20)}`, () => described(pattern), 'pattern-valid-regex'),
  ),
  ...['^(abc$', '[z-a]', '*', '(?<n', `${'('.repeat(100_000)}`].map(pattern =>
    refused(
      'P74',
      `the pattern ${pattern.slice(0, 20)}`,
      () => described(pattern),
      inDefinition('pattern-valid-regex', `${parameterAt}/pattern`),
    ),
  ),
  sound('P75', 'a pattern that looks ahead', () => described('^(?=.*\\d)(?!.*x)(?<=a)\\w+$'), 'pattern-valid-regex'),
  ...[
    '169.254.169.254',
    'localhost',
    'localhost:8080',
    '127.0.0.1',
    '[::1]',
    '2130706433',
    '0x7f.1',
    '10.0.0.1',
    'localhost.',
  ].map(host =>
    refused('P76', `the host ${host}`, () => definitionWith({ host }), inDefinition('host-public', '/host')),
  ),
  ...[
    'a@b',
    'api.contoso.com@evil.example.com',
    'api.contoso.com/../evil',
    'api.contoso.com#',
    'api.contoso.com\r\nX-Admin: 1',
    'api\u202e.contoso.com',
  ].map(host =>
    refused(
      'P76',
      `the host ${JSON.stringify(host)}`,
      () => definitionWith({ host }),
      inDefinition('host-valid', '/host'),
    ),
  ),
  ...['file', 'ws', 'javascript', 'gopher'].map(scheme =>
    refused(
      'P77',
      `the scheme ${scheme}`,
      () => definitionWith({ schemes: ['https', scheme] }),
      inDefinition('schemes-supported', '/schemes/1'),
    ),
  ),
  ...[
    '/../..',
    '/v1/../../admin',
    '/%2e%2e/admin',
    '/v1\r\nX-Admin: 1',
    '/v1?admin=true',
    '/v1#',
    '/v1\\..\\admin',
    '//evil.example.com/v1',
  ].map(basePath =>
    refused(
      'P78',
      `the base path ${JSON.stringify(basePath)}`,
      () => definitionWith({ basePath }),
      inDefinition('path-plain', '/basePath'),
    ),
  ),
  ...['/items/../admin', '/items\r\nX-Admin: 1'].map(template =>
    refused(
      'P78',
      `the path ${JSON.stringify(template)}`,
      () => pathsOf({ [template]: ['get GetItem'] }),
      inDefinition('path-plain', `/paths/${template.replaceAll('/', '~1')}`),
    ),
  ),
  refused(
    'P79',
    '5,000 operations',
    () => pathsOf(Object.fromEntries(repeated(5000, n => [`/items${n}`, [`get GetItem${n}`]]))),
    inDefinition('operations-max-256'),
  ),
  refused(
    'P80',
    'an operationId twice',
    () => pathsOf({ '/a': ['get GetItem'], '/b': ['get GetItem'] }),
    inDefinition('operation-id-unique', '/paths/~1b/get/operationId'),
  ),
  refused(
    'P80',
    'an operationId of 1,000 characters',
    () => operationWith({ operationId: 'X'.repeat(1000) }),
    inDefinition('operation-id-max-length', `${operationAt}/operationId`),
  ),
  refused(
    'P80',
    'markup as operationId',
    () => operationWith({ operationId: '<img src=x onerror=alert(1)>' }),
    inDefinition('operation-id-alphanumeric', `${operationAt}/operationId`),
    inDefinition('text-active-markup', `${operationAt}/operationId`),
  ),
  refused(
    'P82',
    'a choice of 100,000',
    () => parameterWith({ type: 'string', enum: repeated(100_000, n => `choice ${n}`) }),
    inDefinition('swagger-size-max'),
  ),
  refused(
    'P82',
    'a choice of 20,000 that are the same',
    () => parameterWith({ type: 'string', enum: repeated(20_000, () => 'same') }),
    inDefinition('array-unique-values'),
  ),
  refused(
    'P82',
    'an example of 5 MiB',
    () => answerOf({ type: 'string', example: words(5 * mebibyte) }),
    inDefinition('package-file-too-large'),
  ),
  refused(
    'P82',
    'an example of 4 MiB in many texts',
    () =>
      answerOf({
        type: 'array',
        items: { type: 'string' },
        example: repeated(64, n => `${n} ${words(mebibyte / 16)}`),
      }),
    inDefinition('swagger-size-max'),
  ),
];
