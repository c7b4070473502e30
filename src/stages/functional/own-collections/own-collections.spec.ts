import type { PackageContent } from '../../../core/package.js';
import { readDefinition } from '../../../runtime/definition.js';
import { mostItems, mostScript } from './limits.js';
import { readOwnCollections } from './read.js';
import type { OwnCollections } from './read.js';
import { faultsOfOwnRun } from './run-faults.js';

const definition = readDefinition({
  swagger: '2.0',
  host: 'api.example.com',
  basePath: '/v1',
  schemes: ['https'],
  securityDefinitions: { key: { type: 'apiKey', in: 'query', name: 'subscription' } },
  paths: {
    '/books': { get: { operationId: 'ListBooks', responses: {} }, post: { operationId: 'CreateBook', responses: {} } },
    '/books/{bookId}': { get: { operationId: 'GetBook', responses: {} } },
    '/books/latest': { get: { operationId: 'GetLatestBook', responses: {} } },
  },
});

const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
const path = 'tests/own.postman_collection.json';
const get = (url: unknown, more: object = {}) => ({ name: 'a', request: { method: 'GET', url, ...more } });

function packageOf(files: Record<string, unknown>): PackageContent {
  const bytes = new Map(
    Object.entries(files).map(([name, file]) => [
      name,
      Buffer.from(typeof file === 'string' ? file : JSON.stringify(file)),
    ]),
  );
  return {
    digest: `sha256:${'0'.repeat(64)}`,
    files: [...bytes.keys()].map(name => ({ path: name, size: 1, sha256: '0'.repeat(64) })),
    read: name => bytes.get(name),
  };
}

const read = (item: unknown[], more: object = {}): OwnCollections =>
  readOwnCollections(packageOf({ [path]: { info: { name: 'Own', schema }, item, ...more } }), definition);

const rulesOf = ({ faults }: OwnCollections) =>
  faults.map(({ rule, severity, pointer }) => `${severity} ${rule} ${pointer}`);
const itemsOf = ({ collections }: OwnCollections) =>
  (collections[0]?.collection as { item: Record<string, unknown>[] }).item;
const operationsOf = ({ collections }: OwnCollections) =>
  [...(collections[0]?.cases ?? [])].map(([id, { operation }]) => `${id} ${operation.operationId}`);

describe('stages/functional/own-collections', () => {
  it('reads nothing from a package without collections', () =>
    expect(readOwnCollections(packageOf({ 'README.md': '# A' }), definition)).toEqual({ collections: [], faults: [] }));

  it.each([
    ['the real host', 'https://api.example.com/v1/books', 'ListBooks'],
    ['another host, which is replaced', 'http://169.254.169.254/v1/books', 'ListBooks'],
    ['a variable host', '{{baseUrl}}/v1/books', 'ListBooks'],
    ['a variable host that holds the base path', '{{baseUrl}}/books?top=1', 'ListBooks'],
    ['a variable in the path', '{{baseUrl}}/v1/books/{{id}}', 'GetBook'],
    ['the more literal of two', '{{baseUrl}}/v1/books/latest', 'GetLatestBook'],
    ['an object', { raw: 'https://evil.example/x', host: ['{{baseUrl}}'], path: ['v1', 'books', ':id'] }, 'GetBook'],
    ['an object of which only raw is there', { raw: '{{scheme}}://{{host}}:{{port}}/v1/books#top' }, 'ListBooks'],
  ])('finds the operation of a request to %s', (_what, url, operationId) => {
    const own = read([get(url)]);

    expect(own.faults).toEqual([]);
    expect(operationsOf(own)).toEqual([`own-1-1 ${operationId}`]);
    expect(itemsOf(own)[0]).toMatchObject({
      id: 'own-1-1',
      request: {
        url: { protocol: 'http', host: ['connector', 'invalid'] },
        header: [{ key: 'x-assay-case', value: 'own-1-1' }],
      },
    });
  });

  it('keeps what a request says of its operation', () => {
    const own = read([
      {
        name: 'Create',
        request: {
          method: 'POST',
          url: {
            host: '{{baseUrl}}',
            path: '/v1/books',
            query: [
              { key: 'a', value: '1' },
              { key: 'b', value: '2', disabled: true },
            ],
          },
          header: [
            { key: 'X-Trace', value: '1' },
            { key: 'Off', value: '1', disabled: true },
          ],
          body: { mode: 'raw', raw: '{"title":"{{title}}"}', options: { raw: { language: 'json' } } },
        },
        event: [{ listen: 'test', script: { exec: ['pm.test("made", () => {});'] } }],
        response: [{ name: 'example' }],
      },
    ]);

    expect(own.faults).toEqual([]);
    expect(itemsOf(own)[0]).toEqual({
      id: 'own-1-1',
      name: 'Create',
      request: {
        method: 'POST',
        header: [
          { key: 'X-Trace', value: '1' },
          { key: 'x-assay-case', value: 'own-1-1' },
        ],
        url: {
          protocol: 'http',
          host: ['connector', 'invalid'],
          path: ['v1', 'books'],
          query: [
            { key: 'a', value: '1' },
            { key: 'b', value: '2', disabled: true },
          ],
          variable: [],
        },
        body: { mode: 'raw', raw: '{"title":"{{title}}"}', options: { raw: { language: 'json' } } },
      },
      event: [{ listen: 'test', script: { type: 'text/javascript', exec: ['pm.test("made", () => {});'] } }],
    });
  });

  it('keeps folders, their scripts and variables, and names each request by its place', () => {
    const event = [{ listen: 'prerequest', script: { exec: 'a();\nb();' } }];
    const own = read([{ name: 'Folder', item: [get('{{b}}/books')], event, variable: [{ key: 'x', value: 1 }] }]);

    expect(itemsOf(own)).toMatchObject([
      { name: 'Folder', event: [{ script: { exec: ['a();', 'b();'] } }], variable: [{ key: 'x', value: '1' }] },
    ]);
    expect(own.collections[0]?.cases.get('own-1-1')).toMatchObject({
      itemPath: ['Folder', 'a'],
      pointer: '/item/0/item/0',
    });
  });

  it('tells of every request that is not run', () => {
    const own = read([
      get('{{b}}/users'),
      { name: 'delete', request: { method: 'DELETE', url: '{{b}}/books' } },
      get('{{b}}/books/a/../b'),
      get(7),
      { ...get('{{b}}/books'), disabled: true },
    ]);

    expect(rulesOf(own)).toEqual([
      ...[0, 1, 2, 3].map(index => `warning functional-own-request-not-run /item/${index}`),
      'info functional-own-request-not-run /item/4',
    ]);
    expect(own.faults[0]).toMatchObject({
      file: path,
      line: 1,
      message: expect.stringContaining('`GET /users`') as unknown,
    });
    expect(own.collections[0]?.cases.size).toBe(0);
  });

  it('leaves out whatever Newman would act on outside (P103)', () => {
    const own = read(
      [
        get('{{b}}/books', {
          certificate: { key: { src: '/etc/ssl/key.pem' } },
          proxy: { host: 'evil.example', port: 8080 },
          header: [
            { key: 'Cookie', value: 'a=b' },
            { key: 'Host', value: 'evil.example' },
          ],
        }),
        {
          name: 'file',
          request: { method: 'POST', url: '{{b}}/books', body: { mode: 'file', file: { src: '/etc/passwd' } } },
        },
        {
          name: 'form',
          request: {
            method: 'POST',
            url: '{{b}}/books',
            body: { mode: 'formdata', formdata: [{ key: 'f', type: 'file', src: '/etc/passwd' }] },
          },
        },
        { ...get('{{b}}/books'), event: [{ listen: 'test', script: { src: '/etc/passwd', exec: [] } }] },
      ],
      { protocolProfileBehavior: { followRedirects: true } },
    );

    expect(rulesOf(own).sort()).toEqual(
      [
        'warning functional-own-setting-removed /item/0/request/certificate',
        'warning functional-own-setting-removed /item/0/request/proxy',
        'warning functional-own-setting-removed /item/0/request/header/0',
        'warning functional-own-setting-removed /item/0/request/header/1',
        'warning functional-own-request-not-run /item/1',
        'warning functional-own-request-not-run /item/2',
        'warning functional-own-setting-removed /item/3/event/0/script/src',
        'warning functional-own-setting-removed /protocolProfileBehavior',
      ].sort(),
    );
    expect(JSON.stringify(own.collections)).not.toMatch(/passwd|evil|key\.pem|followRedirects|a=b/);
  });

  it('finds credentials wherever they are written, and repeats none of them', () => {
    const own = readOwnCollections(
      packageOf({
        [path]: {
          info: { name: 'Own', schema },
          auth: {
            type: 'basic',
            basic: [
              { key: 'username', value: 'u' },
              { key: 'password', value: 'hunter2' },
            ],
          },
          variable: [{ key: 'clientSecret', value: 'hunter2' }],
          item: [
            get('{{b}}/books?subscription=hunter2', {
              auth: { type: 'bearer', bearer: { token: 'hunter2' } },
              header: [{ key: 'Authorization', value: 'Bearer hunter2' }],
            }),
          ],
        },
        'tests/own.postman_environment.json': { name: 'E', values: [{ key: 'z', value: 'hunter2', type: 'secret' }] },
      }),
      definition,
    );

    expect(rulesOf(own).sort()).toEqual(
      [
        'error functional-own-secret /values/0',
        'error functional-own-secret /auth/basic/1',
        'error functional-own-secret /variable/0',
        'error functional-own-secret /item/0/request/auth/bearer/token',
        'error functional-own-secret /item/0/request/header/0',
        'error functional-own-secret /item/0/request/url',
      ].sort(),
    );
    expect(JSON.stringify(own)).not.toContain('hunter2');
  });

  it('leaves sign-in to the runtime without a word when it holds no credential', () => {
    const own = read([
      get('{{b}}/books?subscription={{key}}', {
        auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}' }] },
        header: [{ key: 'Authorization', value: 'Bearer {{token}}' }],
      }),
    ]);

    expect(own.faults).toEqual([]);
    expect(JSON.stringify(own.collections)).not.toMatch(/token|subscription/);
  });

  it('gives a collection the environment of its name, and tells of one that no collection has', () => {
    const collection = { info: { name: 'Own', schema }, item: [get('{{b}}/books')] };
    const own = readOwnCollections(
      packageOf({
        [path]: collection,
        'tests/own.postman_environment.json': { name: 'E', values: [{ key: 'a', value: 'b', enabled: false }] },
        'tests/other.postman_environment.json': { name: 'O', values: [] },
      }),
      definition,
    );

    expect(own.collections[0]?.environment).toEqual({ name: 'E', values: [{ key: 'a', value: 'b', enabled: false }] });
    expect(own.faults.map(({ file, severity }) => `${severity} ${file}`)).toEqual([
      'warning tests/other.postman_environment.json',
    ]);
  });

  it.each([
    ['no JSON', '{'],
    ['the first format', { id: '1', name: 'old', requests: [], order: [] }],
    [
      'another schema',
      { info: { name: 'x', schema: 'https://schema.getpostman.com/json/collection/v3.0.0/c.json' }, item: [] },
    ],
    [
      '10,000 requests',
      { info: { name: 'x', schema }, item: Array.from({ length: 10_000 }, () => get('{{b}}/books')) },
    ],
    [
      `more than ${mostItems} folders`,
      { info: { name: 'x', schema }, item: Array.from({ length: mostItems + 1 }, () => ({ item: [] })) },
    ],
    ['folders 10,000 deep', `${'{"item":['.repeat(10_000)}${']}'.repeat(10_000)}`],
    [
      'too much script',
      {
        info: { name: 'x', schema },
        item: [],
        event: [{ listen: 'test', script: { exec: ['x'.repeat(mostScript)] } }],
      },
    ],
  ])('refuses a collection of %s (P104)', (_what, file) => {
    const own = readOwnCollections(packageOf({ [path]: file }), definition);

    expect(own.collections).toEqual([]);
    expect(own.faults).toEqual([
      expect.objectContaining({ rule: 'functional-own-collection', severity: 'error', file: path }) as unknown,
    ]);
  });

  it('bounds the faults that it tells', () => {
    const own = read(Array.from({ length: 500 }, () => get('{{b}}/nothing')));

    expect(own.faults).toHaveLength(101);
    expect(own.faults.at(-1)?.message).toContain('400 more');
  });

  it('makes findings of how a run ended', () => {
    const [collection] = read([get('{{b}}/books')]).collections;
    if (!collection) throw new Error('There is no collection.');
    const failed = { item: 'own-1-1', name: 'is quick', passed: false, error: 'expected 3 to be below 2' };
    const run = { end: 'completed' as const, note: null, assertions: [], assertionsLeftOut: 0, refused: 0 };

    expect(faultsOfOwnRun(collection, { ...run, assertions: [{ ...failed, passed: true, error: null }] })).toEqual([]);
    expect(faultsOfOwnRun(collection, { ...run, assertions: [failed] })).toMatchObject([
      { rule: 'functional-own-test-failed', severity: 'warning', pointer: '/item/0', line: 1, column: 112 },
    ]);
    expect(faultsOfOwnRun(collection, { ...run, assertions: [{ ...failed, item: null }] })).toMatchObject([
      { rule: 'functional-own-test-failed', pointer: '', line: 1, column: 1 },
    ]);
    expect(faultsOfOwnRun(collection, { ...run, refused: 3 })).toMatchObject([
      {
        rule: 'functional-own-request-not-run',
        severity: 'warning',
        message: expect.stringMatching(/^3 of/) as unknown,
      },
    ]);
    expect(faultsOfOwnRun(collection, { ...run, assertionsLeftOut: 7 })).toMatchObject([
      { rule: 'functional-own-test-failed', message: expect.stringMatching(/^7 more/) as unknown },
    ]);
    expect(faultsOfOwnRun(collection, { ...run, note: 'it makes more than 500 requests' })).toMatchObject([
      { rule: 'functional-own-run-ended', severity: 'error' },
    ]);
    expect(faultsOfOwnRun(collection, { ...run, end: 'deadline', note: 'it was stopped' })).toHaveLength(1);
  });
});
