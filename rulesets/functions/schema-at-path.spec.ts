import { indexDefinition } from '../definition-index.js';
import { schemaAtPath } from './schema-at-path.js';

const name = { type: 'string' };
const { follow } = indexDefinition({
  definitions: {
    Item: {
      type: 'object',
      required: ['name'],
      properties: { name, 'a.b': name, 'c/d': name, size: { type: 'object' } },
    },
    Sized: { allOf: [{ $ref: '#/definitions/Item' }, { properties: { tags: { type: 'array', items: name } } }] },
    Circle: { allOf: [{ $ref: '#/definitions/Circle' }], properties: { circle: { $ref: '#/definitions/Circle' } } },
    Many: { allOf: Array.from({ length: 1000 }, () => ({ $ref: '#/definitions/Item' })), properties: {} },
    Hidden: {
      type: 'object',
      properties: { inner: { type: 'object', 'x-ms-visibility': 'internal', properties: { name } } },
    },
  },
});
const at = (definition: string, path: string) => schemaAtPath(follow, { $ref: `#/definitions/${definition}` }, path);

describe('rulesets/functions/schema-at-path', () => {
  it('follows references and what a schema is combined of', () => {
    expect(at('Sized', 'name')).toEqual({ kind: 'found', schema: name, required: true, internal: false });
    expect(at('Sized', 'tags/0')).toMatchObject({ kind: 'found', schema: name, required: false });
  });

  it.each(['a.b', 'c/d', 'c~1d', ''])('finds %j in whichever way it is meant', path => {
    expect(at('Item', path).kind).toBe('found');
  });

  it('says that what is around it is hidden', () => {
    expect(at('Hidden', 'inner/name')).toMatchObject({ internal: true, required: false });
    expect(at('Hidden', 'inner.name')).toMatchObject({ internal: true });
  });

  it.each([
    ['Item', 'color', 'missing'],
    ['Item', 'name/first', 'missing'],
    ['Sized', 'tags/name', 'missing'],
    ['Item', 'size/width', 'open'],
    ['Nowhere', 'name', 'open'],
    ['Many', 'color', 'open'],
    ['Circle', 'color', 'missing'],
    ['Circle', `${'circle/'.repeat(100)}`, 'open'],
  ])('of %s, says that %s is %s', (definition, path, kind) => {
    expect(at(definition, path).kind).toBe(kind);
  });

  it.each([
    { type: 'object', properties: { a: name }, additionalProperties: true },
    { type: 'object', properties: { a: name }, 'x-ms-dynamic-schema': { operationId: 'Get' } },
    { properties: { a: name }, oneOf: [] },
    {},
  ])('does not claim to know what %j has', schema => {
    expect(schemaAtPath(follow, schema, 'b').kind).toBe('open');
  });
});
