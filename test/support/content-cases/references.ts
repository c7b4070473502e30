import { answerOf, definitionWith, operationWith, wholeDefinition } from '../../../rulesets/examples.js';
import { answerAt, inDefinition, members, operationAt, refused, repeated, sound } from './case.js';
import type { ContentCase } from './case.js';

const reference = ($ref: unknown) => answerOf({ $ref });
const badReference = inDefinition('schema-ref-valid', `${answerAt}/$ref`);

/** Each of so many levels refers to the next so many times. */
function bomb(levels: number, width: number) {
  const level = (n: number) => ({
    type: 'object',
    properties: members(width, () => ({ $ref: `#/definitions/L${n + 1}` })),
  });
  const definitions = Object.fromEntries(
    repeated(levels, n => [`L${n}`, n === levels - 1 ? { type: 'string' } : level(n)]),
  );
  const responses = { '200': { description: 'The item.', schema: { $ref: '#/definitions/L0' } } };
  return definitionWith({ definitions, paths: pathsWith({ responses }) });
}

function pathsWith(operation: Record<string, unknown>) {
  return {
    '/items': { get: { operationId: 'GetItem', summary: 'Get an item', description: 'Gets it.', ...operation } },
  };
}

export const referenceCases: readonly ContentCase[] = [
  refused(
    'P63',
    'OpenAPI 3.0',
    () => wholeDefinition({ openapi: '3.0.3', info: {}, paths: {}, components: {} }),
    inDefinition('swagger-version-2'),
  ),
  refused(
    'P63',
    'OpenAPI 3.1',
    () => wholeDefinition({ openapi: '3.1.0', info: {}, webhooks: {} }),
    inDefinition('swagger-version-2'),
  ),
  refused(
    'P63',
    'both versions at once',
    () => definitionWith({ openapi: '3.1.0' }),
    inDefinition('swagger-version-2', '/openapi'),
  ),
  refused(
    'P64',
    'a reference to the metadata of a cloud',
    () => reference('http://169.254.169.254/latest/meta-data/'),
    badReference,
  ),
  refused(
    'P64',
    'a parameter at an address',
    () => operationWith({ parameters: [{ $ref: 'http://169.254.169.254/p.json' }] }),
    inDefinition('parameter-ref-valid', `${operationAt}/parameters/0/$ref`),
  ),
  refused(
    'P64',
    'a response at an address',
    () => operationWith({ responses: { '200': { $ref: '//169.254.169.254/r.json' } } }),
    inDefinition('response-ref-valid', `${operationAt}/responses/200/$ref`),
  ),
  refused(
    'P64',
    'a path at an address',
    () => definitionWith({ paths: { '/items': { $ref: 'http://169.254.169.254/' } } }),
    inDefinition('path-item-no-ref', '/paths/~1items/$ref'),
  ),
  refused('P65', 'a reference to a file of the machine', () => reference('file:///etc/passwd'), badReference),
  refused('P65', 'a reference to a share', () => reference('\\\\evil.example.com\\share\\x.json'), badReference),
  refused('P66', 'a reference out of the package', () => reference('../../x.json'), badReference),
  refused(
    'P66',
    'a reference to another file of the package',
    () => reference('apiProperties.json#/properties'),
    badReference,
  ),
  refused(
    'P67',
    'a reference to itself',
    () => definitionWith({ definitions: { A: { $ref: '#/definitions/A' } } }),
    inDefinition('json-reference-endless'),
  ),
  sound(
    'P67',
    'a tree, which refers to itself',
    () =>
      definitionWith({
        definitions: { Node: { type: 'object', properties: { next: { $ref: '#/definitions/Node' } } } },
      }),
    'json-reference-endless',
    'schema-ref-valid',
  ),
  refused(
    'P68',
    'two references to each other',
    () => definitionWith({ definitions: { A: { $ref: '#/definitions/B' }, B: { $ref: '#/definitions/A' } } }),
    inDefinition('json-reference-endless'),
  ),
  refused(
    'P68',
    'two schemas that consist of each other',
    () =>
      definitionWith({
        definitions: { A: { allOf: [{ $ref: '#/definitions/B' }] }, B: { allOf: [{ $ref: '#/definitions/A' }] } },
      }),
    inDefinition('json-reference-endless'),
  ),
  refused(
    'P68',
    'two schemas that require each other',
    () => requiredCircle(2),
    inDefinition('schema-no-required-loop'),
  ),
  refused('P68', 'a circle of 2,000 schemas', () => requiredCircle(2000), inDefinition('json-reference-expansion')),
  refused('P69', 'thirty levels of doubling', () => bomb(30, 2), inDefinition('json-reference-expansion')),
  refused('P69', 'four levels of a hundred', () => bomb(5, 100), inDefinition('json-reference-expansion')),
  refused(
    'P69',
    'a thousand responses that share a heavy schema',
    () => heavyResponses(),
    inDefinition('json-reference-expansion'),
  ),
  refused('P70', 'a list as reference', () => reference(['#/definitions/A']), badReference),
  refused('P70', 'a number as reference', () => reference(7), badReference),
  refused('P71', 'a reference to what every object has', () => reference('#/__proto__'), badReference),
  refused('P71', 'a definition that every object has', () => reference('#/definitions/__proto__'), badReference),
  refused('P71', 'a definition called constructor', () => reference('#/definitions/constructor'), badReference),
  refused(
    'P72',
    'a pointer with a wrong escape',
    () =>
      definitionWith({
        definitions: { '~2': {} },
        paths: pathsWith({ responses: { '200': { description: 'It.', schema: { $ref: '#/definitions/~2' } } } }),
      }),
    inDefinition('schema-ref-valid', '/paths/~1items/get/responses/200/schema/$ref'),
  ),
];

function requiredCircle(length: number) {
  const schema = (n: number) => ({
    type: 'object',
    required: ['next'],
    properties: { next: { $ref: `#/definitions/S${(n + 1) % length}` } },
  });
  return definitionWith({ definitions: Object.fromEntries(repeated(length, n => [`S${n}`, schema(n)])) });
}

function heavyResponses() {
  const definitions = { Heavy: { type: 'object', properties: members(5000, () => ({ type: 'string' })) } };
  const responses = Object.fromEntries(
    repeated(1000, n => [String(n), { description: 'It.', schema: { $ref: '#/definitions/Heavy' } }]),
  );
  return definitionWith({ definitions, paths: pathsWith({ responses }) });
}
