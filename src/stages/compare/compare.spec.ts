import { readJson } from '../../core/json-text.js';
import { compareConnector } from './compare.js';
import { answering, body, definitionOf, notifying, object, operation, taking } from './example-definition.js';
import { compareRules } from './rules.js';

const json = (value: unknown) => readJson(Buffer.from(JSON.stringify(value, null, 2)));
const version = (definition: unknown, properties: unknown = {}) => ({
  definition: json(definition),
  properties: json(properties),
});
const post = (schema: unknown, more: object, number = '1.0.0') =>
  definitionOf({ '/orders': { post: operation('AddOrder', body(schema)) } }, number, more);

/** The findings between two definitions, whose versions are not the matter. */
function findings(before: unknown, after: unknown) {
  const report = compareConnector(version(before), version(after));
  return report.findings.filter(({ rule }) => rule !== 'update-bumps-version');
}

describe('stages/compare/compare', () => {
  it('points to the exact line and column of what is new', () => {
    const before = readJson(Buffer.from('{"info":{"version":"1"},"paths":{"/a":{"get":{"operationId":"A"}}}}'));
    const after = readJson(
      Buffer.from(
        '{\r\n  "info": { "version": "2" },\r\n  "paths": { "/a": { "get": { "operationId": "A",\r\n    "parameters": [\r\n      { "name": "q", "in": "query", "required": true }] } } }\r\n}',
      ),
    );

    const [finding] = compareConnector(
      { definition: before, properties: null },
      { definition: after, properties: null },
    ).findings;

    expect(finding).toMatchObject({
      rule: 'breaking-required-input-added',
      line: 5,
      column: 7,
      pointer: '/paths/~1a/get/parameters/0',
      message:
        '"q" in the query of "A" is new and required; flows that exist do not send it, so their calls are refused.',
    });
  });

  it('points to the innermost thing that is there when what it means is missing', () => {
    const [finding] = findings(definitionOf({ '/a': { get: operation('A') } }), { info: { version: '2' } });

    expect(finding).toMatchObject({ rule: 'breaking-operation-deleted', pointer: '/paths', line: 1, column: 1 });
  });

  it('names the operations that a change concerns, and none where there may be more than it knows', () => {
    const shared = (fields: object, count: number) =>
      definitionOf(
        Object.fromEntries(
          Array.from({ length: count }, (_, index) => [
            `/${index}`,
            { post: operation(`Add${index}`, body({ $ref: '#/definitions/Item' })) },
          ]),
        ),
        '1.0.0',
        { definitions: { Item: object(fields) } },
      );
    const operationsOf = (count: number) =>
      findings(shared({ name: {}, color: {} }, count), shared({ name: {} }, count)).map(finding => finding.operations);
    const gone = findings(definitionOf({ '/a': { get: operation('A') } }), definitionOf({}));

    expect(operationsOf(2)).toEqual([['Add0', 'Add1']]);
    expect(operationsOf(5)).toEqual([undefined]);
    expect(gone).toMatchObject([{ rule: 'breaking-operation-deleted', operations: ['A'] }]);
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

  it('gives changes that read alike fingerprints of their own', () => {
    const long = 'x'.repeat(100);

    const found = findings(
      answering(object({ [`${long}1`]: {}, [`${long}2`]: {} })),
      answering(object({ [`${long}3`]: {} })),
    );

    expect(new Set(found.map(({ message }) => message)).size).toBe(1);
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });

  it('finds nothing between a definition and itself', () => {
    const item = {
      allOf: [{ $ref: '#/definitions/Base' }],
      properties: {
        next: { $ref: '#/definitions/Item' },
        list: { type: 'array', items: { enum: [1, 'a', null, {}] } },
      },
      required: ['next', 'missing'],
    };
    const parameters = [
      { name: 'id', in: 'path', required: true, type: 'string' },
      { name: 'id', in: 'query', type: 'integer', 'x-ms-visibility': 'internal', default: 1 },
      { name: 'file', in: 'formData', type: 'file' },
      { $ref: '#/parameters/Gone' },
      body({ $ref: '#/definitions/Item' }),
    ];
    const responses = { default: {}, '204': {}, '201': { schema: { $ref: '#/definitions/Item' } } };
    const definition = definitionOf(
      {
        '/hooks/{id}': {
          'x-ms-notification-content': { schema: { $ref: '#/definitions/Item' } },
          parameters,
          post: { operationId: 'OnItem', 'x-ms-trigger': 'single', responses },
          delete: { operationId: 'Off', responses },
          get: { responses },
        },
      },
      '1.0.0',
      { definitions: { Item: item, Base: { 'x-ms-dynamic-schema': {}, properties: { name: { type: ['string'] } } } } },
    );

    expect(findings(definition, definition)).toEqual([]);
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

  it('tells of a parameter that moved to another place only that', () => {
    const key = { name: 'key', in: 'query', type: 'string', required: true };

    const found = findings(taking(key), taking({ ...key, in: 'header' }));

    expect(found).toMatchObject([
      {
        rule: 'breaking-parameter-location',
        message:
          '"key" of "AddItem" was sent in the query and is now taken from the headers; flows keep sending it in the old place.',
      },
    ]);
  });

  it('takes no parameter for the body because it is called the same', () => {
    const found = findings(taking(body({})), taking({ name: 'body', in: 'query', type: 'string' }));

    expect(found.map(({ rule }) => rule)).toEqual(['breaking-input-deleted']);
  });

  it('finds required fields at any depth, with the way that leads there', () => {
    const line = (required: readonly string[]) =>
      object(
        { count: { type: 'integer' }, ...Object.fromEntries(required.map(name => [name, { type: 'string' }])) },
        required,
      );
    const order = (required: readonly string[]) =>
      object({ lines: { type: 'array', items: { type: 'array', items: line(required) } } });

    const found = findings(post(order([]), {}), post(order(['unit']), {}));

    expect(found).toMatchObject([
      {
        pointer: '/paths/~1orders/post/parameters/0/schema/properties/lines/items/items/properties/unit',
        message:
          '"lines[][]/unit" in the body of "AddOrder" is new and required; flows that exist do not send it, so their calls are refused.',
      },
    ]);
  });

  it('looks below a new field only as far as callers are made to send it', () => {
    const inner = object({ street: { type: 'string' } }, ['street']);
    const before = post(object({}), {});

    expect(findings(before, post(object({ address: inner }), {}))).toEqual([]);
    expect(findings(before, post(object({ address: inner }, ['address']), {}))).toHaveLength(1);
  });

  it('tells once that a body has become required', () => {
    const without = definitionOf({ '/orders': { post: operation('AddOrder') } });
    const schema = object({ a: {}, b: {} }, ['a', 'b']);
    const optional = definitionOf({ '/orders': { post: operation('AddOrder', { in: 'body', name: 'b', schema }) } });

    expect(findings(without, post(schema, {}))).toMatchObject([{ pointer: '/paths/~1orders/post/parameters/0' }]);
    expect(findings(without, optional)).toEqual([]);
  });

  it('says nothing of what lies in a value whose type has changed', () => {
    const before = post(object({ customer: object({ name: {}, street: {} }) }), {});
    const after = post(object({ customer: { type: 'string', enum: ['me'] } }), {});

    expect(findings(before, after).map(({ rule, message }) => ({ rule, message }))).toEqual([
      {
        rule: 'breaking-input-type',
        message:
          '"customer" in the body of "AddOrder" was an object and is now a string; flows that use it keep sending the old type.',
      },
    ]);
  });

  it('leaves alone the fields that only another operation knows', () => {
    const dynamic = { type: 'object', 'x-ms-dynamic-schema': { operationId: 'GetSchema' } };
    const fixed = object({ name: { type: 'string' } }, ['name']);

    expect(findings(post(fixed, {}), post(dynamic, {}))).toEqual([]);
    expect(findings(post(dynamic, {}), post(fixed, {}))).toEqual([]);
    expect(findings(answering(dynamic), answering(undefined))).toMatchObject([{ rule: 'breaking-output-deleted' }]);
  });

  it('compares the answers that the designer shows, whatever their status', () => {
    const answered = (responses: unknown) => definitionOf({ '/a': { get: { operationId: 'A', responses } } });
    const schema = object({ name: { type: 'string' } });
    const other = object({ code: { type: 'string' } });

    expect(findings(answered({ 200: { schema } }), answered({ 201: { schema }, 400: { schema: other } }))).toEqual([]);
    expect(findings(answered({ 202: { schema }, default: { schema: other } }), answered({ 202: { schema } }))).toEqual(
      [],
    );
    expect(findings(answered({ 200: { schema } }), answered({ 202: {}, 200: { schema: other } }))).toHaveLength(1);
    expect(findings(answered({ 200: { schema } }), answered({ default: { schema } }))).toMatchObject([
      {
        rule: 'breaking-output-deleted',
        pointer: '/paths/~1a/get',
        message: expect.stringMatching(/^The answer of "A"/),
      },
    ]);
    expect(findings(answered({ 200: { schema: {} } }), answered({ 200: {} }))).toEqual([]);
  });

  it('finds no difference in what is only written elsewhere', () => {
    const item = object({ name: { type: 'string', enum: ['a'] } }, ['name']);
    const inline = definitionOf({
      '/a': { post: { operationId: 'A', parameters: [body(item)], responses: { 200: { schema: item } } } },
    });
    const shared = definitionOf(
      {
        '/a': {
          parameters: [{ $ref: '#/parameters/Item' }],
          post: { operationId: 'A', responses: { 200: { $ref: '#/responses/Item' } } },
        },
      },
      '1.0.0',
      {
        parameters: { Item: body({ allOf: [{ $ref: '#/definitions/Item' }] }) },
        responses: { Item: { schema: { $ref: '#/definitions/Item' } } },
        definitions: { Item: item },
      },
    );

    expect(findings(inline, shared)).toEqual([]);
    expect(findings(shared, inline)).toEqual([]);
  });

  it('compares what a webhook delivers', () => {
    const found = findings(
      notifying(object({ items: { type: 'array', items: object({ id: { type: 'integer' } }) } })),
      notifying(object({ items: { type: 'array', items: object({ id: { type: 'string' } }) } })),
    );

    expect(found).toMatchObject([
      {
        rule: 'breaking-output-type',
        message:
          '"items[]/id" in the notification of "OnItem" was an integer and is now a string; later steps of flows were made for the old type.',
      },
    ]);
  });

  it('tells a change in a shared schema once, with the first of the operations that it concerns', () => {
    const item = { $ref: '#/definitions/Item' };
    const shop = (names: readonly string[], type: string) =>
      definitionOf(
        Object.fromEntries(
          names.map(name => [
            `/${name}`,
            { post: { operationId: name, parameters: [body(item)], responses: { 200: { schema: item } } } },
          ]),
        ),
        '1.0.0',
        { definitions: { Item: object({ size: { $ref: '#/definitions/Size' } }), Size: { type } } },
      );
    const told = (names: readonly string[]) =>
      findings(shop(names, 'integer'), shop(names, 'string')).map(({ message }) => message.split(' was ')[0]);

    expect(told(['B', 'A'])).toEqual(['"size" in the body of "A" and "B"', '"size" in the answer of "A" and "B"']);
    expect(told(['E', 'D', 'C', 'B', 'A'])).toEqual([
      '"size" in the body of "A", "B", "C" and other operations',
      '"size" in the answer of "A", "B", "C" and other operations',
    ]);
  });

  it('ends on references that run in circles, of the same and of different lengths', () => {
    const ring = (length: number, required: readonly string[]) => ({
      definitions: Object.fromEntries(
        Array.from({ length }, (_, index) => [
          `R${index}`,
          {
            required: index === length - 1 ? required : [],
            properties: { next: { $ref: `#/definitions/R${(index + 1) % length}` } },
            allOf: [{ $ref: `#/definitions/R${index}` }],
          },
        ]),
      ),
    });
    const at = (length: number, required: readonly string[]) =>
      post({ $ref: '#/definitions/R0' }, ring(length, required));

    expect(findings(at(3, []), at(3, []))).toEqual([]);
    expect(findings(at(3, []), at(3, ['next']))).toHaveLength(1);
    const [first, ...others] = findings(at(7, []), at(11, ['next']));
    expect(first?.message).toContain(
      '"…/next/next/next/next/next/next/next/next" in the body of "AddOrder" was optional',
    );
    expect(others).toHaveLength(6);
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

    const report = compareConnector(
      version(post({ $ref: '#/definitions/R0' }, ring(1999))),
      version(post({ $ref: '#/definitions/R0' }, ring(2003))),
    );

    const reason = 'The references of the two definitions lead to more combinations than are compared.';
    expect(report.checks).toEqual(
      compareRules.map(({ id, on }) =>
        on === 'fields' ? { id, state: 'not-run', fault: 'yours', reason } : { id, state: 'ran' },
      ),
    );
    expect(process.cpuUsage(start).user).toBeLessThan(5_000_000);
  });

  it('compares thousands of operations that share their schemas', () => {
    const count = 5000;
    const fields = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field${index}`, { type: 'string' }]));
    const of = (more: object) =>
      definitionOf(
        Object.fromEntries(
          Array.from({ length: count }, (_, index) => [
            `/p${index}`,
            { get: { operationId: `Op${index}`, responses: { 200: { schema: { $ref: '#/definitions/Item' } } } } },
          ]),
        ),
        '1.0.0',
        { definitions: { Item: object({ ...fields, ...more }) } },
      );
    const [before, after] = [version(of({ last: { type: 'string' } })), version(of({}))];
    const start = process.cpuUsage();

    const { findings: found } = compareConnector(before, after);

    expect(found.map(({ rule }) => rule)).toEqual(['update-bumps-version', 'breaking-output-deleted']);
    expect(process.cpuUsage(start).user).toBeLessThan(5_000_000);
  });

  it('lists a thousand changes of a kind and says that there are more', () => {
    const many = Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`field${index}`, {}]));

    const found = findings(answering(object(many)), answering(object({})));

    expect(found).toHaveLength(1000);
    expect(
      found.filter(({ message }) => message.endsWith('Only the first 1000 of these changes are listed.')),
    ).toHaveLength(1);
  });

  it('takes nothing from names that every object inherits', () => {
    const before = definitionOf({ '/a': { get: operation('constructor') } });
    const after = definitionOf({ '/a': { get: operation('A', { name: 'toString', in: 'query', required: true }) } });

    expect(findings(before, after).map(({ rule }) => rule)).toEqual(['breaking-operation-deleted']);
    expect(findings(answering(object({})), answering(object({ valueOf: {} }, ['valueOf'])))).toEqual([]);
  });

  it.each([
    ['no object at all', null],
    ['lists for objects', { info: [], paths: [[{ get: [] }]], definitions: [], securityDefinitions: [] }],
    ['numbers for everything', { info: 1, paths: { '/a': 1, '/b': { get: 1, parameters: 1 } } }],
    ['nothing where schemas should be', answering(null)],
    ['types that are none', answering({ type: [1, {}], properties: [1], items: 1, enum: {}, required: {} })],
    [
      'references to nowhere',
      { paths: { '/a': { $ref: '#/x' }, '/b': { get: { parameters: [{ $ref: 'http://x/' }] } } } },
    ],
    ['a reference to itself', { paths: { '/a': { $ref: '#/paths/~1a' } } }],
  ])('survives %s', (_, odd) => {
    for (const good of [definitionOf({ '/a': { get: operation('A') } }), answering(object({ a: {} }))]) {
      expect(() => findings(odd, good)).not.toThrow();
      expect(() => findings(good, odd)).not.toThrow();
      expect(() => compareConnector(version(good, odd), version(odd, good))).not.toThrow();
    }
  });

  it('shows a hostile name without obeying it', () => {
    const name = `\u001b[31m\u202e${'x'.repeat(500)}`;
    const after = definitionOf({ '/a': { get: operation('A', { name, in: 'query', required: true }) } });

    const [finding] = findings(definitionOf({ '/a': { get: operation('A') } }), after);

    expect(finding?.message).toContain('\\u{1b}[31m\\u{202e}xxx');
    expect(finding?.message.length).toBeLessThan(300);
  });
});
