import type { Request } from 'express';
import { Problem } from '../core/problems.js';
import { parseInput } from './parse-input.js';
import type { Route } from './route.js';
import { routes } from './routes.js';

const id = '0192d3f4-5a6b-7c8d-9e0f-1a2b3c4d5e6f';

function requestWith(parts: { params?: unknown; query?: unknown; body?: unknown; type?: string }): Request {
  const type = parts.type ?? 'application/json';
  return {
    params: parts.params ?? {},
    query: parts.query ?? {},
    body: parts.body,
    headers: { 'content-type': type },
    is: (wanted: string) => type === wanted,
  } as unknown as Request;
}

function faultsOf(route: Route, parts: Parameters<typeof requestWith>[0]): string {
  try {
    parseInput(route, requestWith(parts), null);
  } catch (error) {
    if (error instanceof Problem) return error.detail;
    throw error;
  }
  return '';
}

describe('api/parse-input', () => {
  it('gives the parts with defaults filled in', () =>
    expect(parseInput(routes.listSubmissions, requestWith({ query: { limit: '7' } }), null)).toEqual({
      params: {},
      query: { limit: 7 },
      body: {},
      file: null,
    }));

  it('names every fault at once', () =>
    expect(
      faultsOf(routes.decide, {
        params: { id: 'x' },
        query: { a: '1' },
        body: { kind: 'maybe', digest: 'x', state: 'public' },
      }),
    ).toBe(
      'The path parameter id must be a UUID. ' +
        'The query parameter a is not known here. ' +
        'The body member kind must be one of approve, return, reject. ' +
        'The body member digest must be sha256: and 64 hex digits. ' +
        'The body member state is not known here.',
    ));

  it('says what is missing', () =>
    expect(faultsOf(routes.createPublisher, { body: {} })).toBe(
      'The body member slug is missing. The body member name is missing. The body member kind must be one of verified, independent.',
    ));

  it('wants a sentence for the submitter with a return', () =>
    expect(
      faultsOf(routes.decide, {
        params: { id },
        body: { kind: 'return', digest: `sha256:${'0'.repeat(64)}`, comment: ' ' },
      }),
    ).toContain('comment must be a sentence for the submitter'));

  it('refuses a body where none belongs', () =>
    expect(faultsOf(routes.retry, { params: { id }, body: { state: 'public' } })).toBe(
      'The body member state is not known here.',
    ));

  it.each([['[]'], ['"x"'], ['null']])('refuses the body %s', text =>
    expect(faultsOf(routes.createPublisher, { body: JSON.parse(text) })).toBe('The body must be an object.'),
  );

  it('refuses a member named __proto__', () =>
    expect(
      faultsOf(routes.createPublisher, {
        body: JSON.parse('{"slug":"a","name":"A","kind":"verified","__proto__":{"x":1}}'),
      }),
    ).toContain('__proto__ is not known here'));

  it('never repeats the values of a connection', () => {
    const faults = faultsOf(routes.submit, {
      type: 'multipart/form-data',
      body: { publisher: 'a', connector: 'b', connection: '{"key": hunter22' },
    });

    expect(faults).toBe('The form field connection must be a JSON object whose values are texts.');
  });

  it('refuses another media type', () =>
    expect(faultsOf(routes.createPublisher, { type: 'text/plain', body: undefined })).toBe(
      'This route takes application/json, not text/plain.',
    ));
});
