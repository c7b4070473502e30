import { readDefinition } from '../runtime/definition.js';
import type { Operation } from '../runtime/definition.js';
import type { Headers } from '../runtime/exchange.js';
import { passedOn } from './pass-on.js';

const operationWith = (headers: object): Operation => {
  const responses = { 200: { description: 'Fine.', headers } };
  const [operation] = readDefinition({ paths: { '/a': { get: { operationId: 'a', responses } } } }).operations;
  if (operation === undefined) throw new Error('no operation');
  return operation;
};
const pass = (headers: Headers, { status = 200, declared = {}, set = [] as string[] } = {}) =>
  new Map(passedOn({ kind: 'answer', status, headers, body: Buffer.alloc(0) }, operationWith(declared), set));

describe('api/pass-on', () => {
  it.each([
    ['set-cookie', 'session=1'],
    ['connection', 'close'],
    ['transfer-encoding', 'chunked'],
    ['www-authenticate', 'Basic'],
    ['clear-site-data', '"*"'],
    ['refresh', '0; url=https://evil.example'],
    ['access-control-allow-origin', '*'],
    ['x-accel-redirect', '/etc/passwd'],
    ['strict-transport-security', 'max-age=1'],
    ['service-worker-allowed', '/'],
    ['assay-digest', 'sha256:0'],
    ['content-encoding', 'gzip'],
    ['x-unheard-of', '1'],
  ])('keeps %s back', (name, value) => expect(pass([[name, value]]).has(name)).toBe(false));

  it.each([
    'set-cookie',
    'x-accel-redirect',
    'assay-version',
    'access-control-allow-origin',
    'content-security-policy',
  ])('keeps %s back also where the definition declares it or a policy sets it', name => {
    expect(pass([[name, 'theirs']], { declared: { [name]: { type: 'string' } } }).get(name)).not.toBe('theirs');
    expect(pass([[name, 'theirs']], { set: [name] }).get(name)).not.toBe('theirs');
  });

  it('passes on what says something of the content, what is declared and what a policy sets', () => {
    const headers: Headers = [
      ['etag', '"1"'],
      ['retry-after', '3'],
      ['x-next-page', '2'],
      ['x-by-policy', 'yes'],
    ];
    const passed = pass(headers, { declared: { 'X-Next-Page': { type: 'string' } }, set: ['x-by-policy'] });

    for (const [name, value] of headers) expect(passed.get(name)).toBe(value);
  });

  it('drops a value that would break the header', () =>
    expect(pass([['etag', 'a\r\nset-cookie: x=1']]).has('etag')).toBe(false));

  it.each([
    ['text/html', 'attachment'],
    ['image/svg+xml', 'attachment'],
    ['application/xhtml+xml', 'attachment'],
    ['text/html, application/json', 'attachment'],
    ['application/json; charset=utf-8', 'inline'],
    ['application/problem+json', 'inline'],
    ['text/plain', 'inline'],
  ])('%s is given as %s, in a sandbox', (type, disposition) => {
    const passed = pass([['content-type', type]]);

    expect(passed.get('content-disposition')).toBe(disposition);
    expect(passed.get('content-security-policy')).toContain('sandbox');
    expect(passed.get('x-content-type-options')).toBe('nosniff');
  });

  it('names bytes without a type as bytes', () =>
    expect(pass([]).get('content-type')).toBe('application/octet-stream'));

  it('tells where a redirect leads, and leads nobody there', () => {
    const moved = pass([['location', '/api/v1/me']], { status: 307 });

    expect(moved.has('location')).toBe(false);
    expect(moved.get('assay-location')).toBe('/api/v1/me');
    expect(pass([['location', '/books/7']], { status: 201 }).get('location')).toBe('/books/7');
  });
});
