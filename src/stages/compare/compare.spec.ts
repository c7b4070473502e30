import { readJson } from '../../core/json-text.js';
import { compareDefinitions } from './compare.js';
import { body, definitionOf, operation } from './example-definition.js';

const json = (value: unknown) => readJson(Buffer.from(JSON.stringify(value, null, 2)));
const post = (schema: unknown, more: object, version: string) =>
  definitionOf({ '/orders': { post: operation('AddOrder', body(schema)) } }, version, more);

/** The findings between two definitions, whose versions are not the matter. */
function findings(before: unknown, after: unknown) {
  return compareDefinitions(json(before), json(after)).findings.filter(({ rule }) => rule !== 'update-bumps-version');
}

describe('stages/compare/compare', () => {
  it('points to the exact line and column of what is new', () => {
    const before = readJson(Buffer.from('{"info":{"version":"1"},"paths":{"/a":{"get":{"operationId":"A"}}}}'));
    const after = readJson(
      Buffer.from(
        '{\r\n  "info": { "version": "2" },\r\n  "paths": { "/a": { "get": { "operationId": "A",\r\n    "parameters": [\r\n      { "name": "q", "in": "query", "required": true }] } } }\r\n}',
      ),
    );

    const [finding] = compareDefinitions(before, after).findings;

    expect(finding).toMatchObject({
      rule: 'breaking-required-input-added',
      line: 5,
      column: 7,
      pointer: '/paths/~1a/get/parameters/0',
      message: 'The required parameter has been added. "A" now asks for "q".',
    });
  });

  it('points to the innermost thing that is there when what it means is missing', () => {
    const [finding] = findings(definitionOf({ '/a': { get: operation('A') } }), { info: { version: '2' } });

    expect(finding).toMatchObject({ rule: 'breaking-operation-deleted', pointer: '/paths', line: 1, column: 1 });
  });

  it('keeps the fingerprint of a finding whose operation moved', () => {
    const before = definitionOf({ '/a': { get: operation('A') }, '/b': { get: operation('B') } });
    const asked = operation('A', { name: 'q', in: 'query', required: true });
    const at = (paths: unknown) =>
      findings(before, definitionOf(paths)).find(({ rule }) => rule === 'breaking-required-input-added')?.fingerprint;

    expect(at({ '/a': { get: asked }, '/b': { get: operation('B') } })).toBe(
      at({ '/b': { get: operation('B') }, '/moved': { get: asked } }),
    );
  });

  it('reads parameters of path and operation together, through references', () => {
    const shop = { name: 'shop', in: 'query', required: true };
    const more = { parameters: { Shop: shop } };
    const shared = definitionOf(
      { '/a': { parameters: [{ $ref: '#/parameters/Shop' }], get: operation('A') } },
      '1',
      more,
    );
    const optional = definitionOf({ '/a': { parameters: [shop], get: operation('A', { ...shop, required: false }) } });

    expect(findings(shared, definitionOf({ '/a': { get: operation('A', shop) } }))).toEqual([]);
    expect(findings(definitionOf({ '/a': { get: operation('A') } }), shared)).toMatchObject([
      { pointer: '/paths/~1a/parameters/0' },
    ]);
    expect(findings(definitionOf({ '/a': { get: operation('A') } }), optional)).toEqual([]);
  });

  it('does not call a parameter new that only moved to another place', () => {
    const before = definitionOf({ '/a': { get: operation('A', { name: 'key', in: 'query', required: true }) } });
    const after = definitionOf({ '/a': { get: operation('A', { name: 'key', in: 'header', required: true }) } });

    expect(findings(before, after)).toEqual([]);
  });

  it('finds required fields at any depth, with the way that leads there', () => {
    const line = (required: readonly string[]) => ({
      type: 'object',
      required,
      properties: {
        count: { type: 'integer' },
        ...Object.fromEntries(required.map(name => [name, { type: 'string' }])),
      },
    });
    const order = (required: readonly string[]) => ({
      type: 'object',
      properties: { lines: { type: 'array', items: { type: 'array', items: line(required) } } },
    });

    const found = findings(post(order([]), {}, '1'), post(order(['unit']), {}, '2'));

    expect(found).toMatchObject([
      {
        pointer: '/paths/~1orders/post/parameters/0/schema/properties/lines/items/items/properties/unit',
        message:
          'The required input field has been added. Existing flows will not send this new field. "AddOrder" now asks for "lines[][]/unit" in its body.',
      },
    ]);
  });

  it('looks below a new field only as far as callers are made to send it', () => {
    const inner = { type: 'object', required: ['street'], properties: { street: { type: 'string' } } };
    const order = (required: readonly string[], properties: object) => ({ type: 'object', required, properties });
    const before = post(order([], {}), {}, '1');

    expect(findings(before, post(order([], { address: inner }), {}, '2'))).toEqual([]);
    expect(findings(before, post(order(['address'], { address: inner }), {}, '2'))).toHaveLength(1);
  });

  it('tells once that a body has become required', () => {
    const without = definitionOf({ '/orders': { post: operation('AddOrder') } });
    const schema = { type: 'object', required: ['a', 'b'], properties: { a: {}, b: {} } };

    expect(findings(without, post(schema, {}, '2'))).toMatchObject([{ pointer: '/paths/~1orders/post/parameters/0' }]);
    expect(
      findings(
        without,
        definitionOf({ '/orders': { post: operation('AddOrder', { in: 'body', name: 'b', schema }) } }),
      ),
    ).toEqual([]);
  });

  it('ends on references that run in circles, of the same and of different lengths', () => {
    const ring = (length: number, required: readonly string[]) => ({
      definitions: Object.fromEntries(
        Array.from({ length }, (_, index) => [
          `R${index}`,
          {
            required: index === length - 1 ? required : [],
            properties: { next: { $ref: `#/definitions/R${(index + 1) % length}` }, added: {} },
            allOf: [{ $ref: `#/definitions/R${index}` }],
          },
        ]),
      ),
    });
    const at = (length: number, required: readonly string[], version: string) =>
      post({ $ref: '#/definitions/R0' }, ring(length, required), version);

    expect(findings(at(3, [], '1'), at(3, ['next', 'added'], '2'))).toEqual([]);
    expect(findings(at(7, [], '1'), at(11, ['next'], '2'))).toEqual([]);
    const before = at(2, [], '1');
    const strict = post({ $ref: '#/definitions/R0' }, ring(5, ['next', 'more']), '2');
    expect(findings(before, strict)).toEqual([]);
  });

  it('gives up with a reason, quickly, where two definitions multiply', () => {
    const ring = (length: number) => ({
      definitions: Object.fromEntries(
        Array.from({ length }, (_, index) => [
          `R${index}`,
          { properties: { next: { $ref: `#/definitions/R${(index + 1) % length}` } } },
        ]),
      ),
    });
    const start = process.cpuUsage();

    const report = compareDefinitions(
      json(post({ $ref: '#/definitions/R0' }, ring(1999), '1')),
      json(post({ $ref: '#/definitions/R0' }, ring(2003), '2')),
    );

    expect(report.checks).toContainEqual({
      id: 'breaking-required-input-added',
      state: 'not-run',
      fault: 'yours',
      reason: 'The references of the two definitions lead to more combinations than are compared.',
    });
    expect(report.checks.filter(({ state }) => state === 'ran')).toHaveLength(3);
    expect(process.cpuUsage(start).user).toBeLessThan(5_000_000);
  });

  it('takes nothing from names that every object inherits', () => {
    const before = definitionOf({ '/a': { get: operation('constructor') } });
    const after = definitionOf({ '/a': { get: operation('A', { name: 'toString', in: 'query', required: true }) } });

    expect(findings(before, after).map(({ rule }) => rule)).toEqual(['breaking-operation-deleted']);
  });

  it.each([
    ['no object at all', null],
    ['lists for objects', { info: [], paths: [[{ get: [] }]], definitions: [] }],
    ['numbers for everything', { info: 1, paths: { '/a': 1, '/b': { get: 1, parameters: 1 } } }],
    [
      'references to nowhere',
      { paths: { '/a': { $ref: '#/x' }, '/b': { get: { parameters: [{ $ref: 'http://x/' }] } } } },
    ],
    ['a reference to itself', { paths: { '/a': { $ref: '#/paths/~1a' } } }],
  ])('survives %s', (_, odd) => {
    const good = definitionOf({ '/a': { get: operation('A') } });

    expect(() => findings(odd, good)).not.toThrow();
    expect(() => findings(good, odd)).not.toThrow();
  });

  it('shows a hostile name without obeying it', () => {
    const name = `\u001b[31m\u202e${'x'.repeat(500)}`;
    const after = definitionOf({ '/a': { get: operation('A', { name, in: 'query', required: true }) } });

    const [finding] = findings(definitionOf({ '/a': { get: operation('A') } }), after);

    expect(finding?.message).toContain('\\u{1b}[31m\\u{202e}xxx');
    expect(finding?.message.length).toBeLessThan(300);
  });
});
