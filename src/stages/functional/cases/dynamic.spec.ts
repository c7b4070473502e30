import { readDefinition } from '../../../runtime/definition.js';
import type { DynamicUse } from './case.js';
import { judgeDynamic } from './dynamic.js';
import { dynamicArgument, dynamicUsesOf } from './dynamic-uses.js';

const use: DynamicUse = {
  kind: 'dynamic-values',
  pointer: '/p',
  name: 'shelf',
  operationId: 'ListShelves',
  parameters: {},
  collection: ['value'],
  value: ['key'],
  title: ['label'],
};
const told = (changed: Partial<DynamicUse>, answer: unknown) =>
  judgeDynamic({ ...use, ...changed }, answer, 'GetShelf').map(({ rule, severity }) => `${severity} ${rule}`);

describe('stages/functional/cases/dynamic', () => {
  it.each<[string, Partial<DynamicUse>, unknown, string[]]>([
    ['a list with values and titles', {}, { value: [{ key: 1, label: 'a' }] }, []],
    ['the whole answer as the list', { collection: [] }, [{ key: 1, label: 'a' }], []],
    ['no list', {}, { items: [] }, ['error functional-dynamic-list']],
    ['an empty list', {}, { value: [] }, ['warning functional-dynamic-empty']],
    [
      'an entry without a value',
      {},
      { value: [{ key: 1, label: 'a' }, { label: 'b' }] },
      ['error functional-dynamic-list'],
    ],
    [
      'an entry without a title',
      {},
      { value: [{ key: 1, label: 'a' }, { key: 2 }] },
      ['warning functional-dynamic-list'],
    ],
    ['no titles at all', {}, { value: [{ key: 1 }] }, ['error functional-dynamic-list']],
    ['texts, where the entry is the value', { value: null, title: null }, { value: ['a'] }, []],
    ['a schema', { kind: 'dynamic-schema', collection: ['schema'] }, { schema: { properties: { a: {} } } }, []],
    [
      'no schema',
      { kind: 'dynamic-schema', collection: ['schema'] },
      { schema: 'x' },
      ['error functional-dynamic-schema'],
    ],
    [
      'a schema without fields',
      { kind: 'dynamic-properties', collection: [] },
      { properties: {} },
      ['warning functional-dynamic-empty'],
    ],
  ])('%s', (_what, changed, answer, expected) => expect(told(changed, answer)).toEqual(expected));

  it('finds every place that is filled: parameters, members of the body, the schemas of answers', () => {
    const filled = (keyword: string, more: object) => ({ type: 'string', [keyword]: { operationId: 'L', ...more } });
    const definition = readDefinition({
      paths: {
        '/a': {
          post: {
            operationId: 'A',
            parameters: [
              {
                name: 'p',
                in: 'query',
                ...filled('x-ms-dynamic-values', { 'value-path': 'id', 'value-collection': 'a/b' }),
              },
              { name: 'body', in: 'body', schema: { $ref: '#/definitions/B' } },
            ],
            responses: { 200: { description: '', schema: filled('x-ms-dynamic-schema', { 'value-path': 'schema' }) } },
          },
        },
      },
      definitions: {
        B: {
          properties: {
            again: { $ref: '#/definitions/B' },
            list: { type: 'array', items: filled('x-ms-dynamic-list', { itemsPath: 'value', itemValuePath: 'id' }) },
            file: { 'x-ms-dynamic-tree': { open: { operationId: 'T', itemValuePath: 'id' } } },
            builtIn: { 'x-ms-dynamic-values': { builtInOperation: 'AadGraph.GetUsers' } },
          },
        },
      },
    });
    const [operation] = definition.operations;
    if (!operation) throw new Error('no operation');

    expect(
      dynamicUsesOf(operation, definition).map(found => [
        found.kind,
        found.operationId,
        found.pointer,
        found.collection,
      ]),
    ).toEqual([
      ['dynamic-values', 'L', '/paths/~1a/post/parameters/0/x-ms-dynamic-values', ['a', 'b']],
      ['dynamic-list', 'L', '/definitions/B/properties/list/items/x-ms-dynamic-list', ['value']],
      ['dynamic-tree', 'T', '/definitions/B/properties/file/x-ms-dynamic-tree', []],
      ['dynamic-schema', 'L', '/paths/~1a/post/responses/200/schema/x-ms-dynamic-schema', ['schema']],
    ]);
  });

  it.each([
    ['plain', 'plain'],
    [{ parameter: 'p' }, 'p'],
    [{ parameterReference: 'body/a' }, 'body.a'],
    [{ value: 7 }, 7],
  ])('reads the argument %j', (written, expected) =>
    expect(dynamicArgument(written, steps => steps.join('.'))).toBe(expected),
  );
});
