import type { Request } from 'express';
import { z } from 'zod';
import { problem } from '../core/problems.js';
import type { InputOf, Route, UploadedFile } from './route.js';

const nothing = z.strictObject({});

/** The most faults that one answer lists. */
const mostFaults = 20;

/**
 * Every part of the request as the route's schemas make it; what a schema does not name is refused. Throws `request-invalid` with
 * all faults at once, and `media-type-unsupported`.
 */
export function parseInput(route: Route, request: Request, file: UploadedFile | null): InputOf<Route> {
  if (route.body && !route.upload && !request.is('application/json')) {
    const given = request.headers['content-type'] ?? 'a body without a type';
    throw problem('media-type-unsupported', { expected: 'application/json', given: given.slice(0, 100) });
  }
  const params = read('path parameter', route.params, route.raw ? wholePath(request.params) : request.params);
  const query = read('query parameter', route.query, route.raw ? {} : request.query);
  const body = read(route.upload ? 'form field' : 'body member', route.body, bodyOf(route, request));
  const faults = [...params.faults, ...query.faults, ...body.faults];
  if (faults.length > 0) throw problem('request-invalid', { faults: faults.slice(0, mostFaults).join(' ') });
  // The schemas are those of the route; which types they make of it, `InputOf` says where the route is known.
  return { params: params.value, query: query.value, body: body.value, file } as InputOf<Route>;
}

/** Express gives the rest of an address by its parts. */
function wholePath(params: Request['params']): Request['params'] {
  return { ...params, path: [params.path ?? []].flat().join('/') };
}

/** A route without a schema takes no members; an empty body is none. */
function bodyOf(route: Route, request: Request): unknown {
  const body: unknown = request.body;
  return route.body === undefined ? (body ?? {}) : body;
}

function read(where: string, schema: z.ZodObject = nothing, value: unknown): { value: unknown; faults: string[] } {
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data, faults: [] };
  return { value: null, faults: result.error.issues.flatMap(issue => sentencesOf(where, issue)) };
}

/** An issue as sentences that name the place and what is expected there. The value given is never repeated: it may be a secret. */
function sentencesOf(where: string, issue: z.core.$ZodIssue): string[] {
  const place = (path: readonly PropertyKey[]) =>
    path.length === 0 ? `The ${where.split(' ')[0]}` : `The ${where} ${path.map(String).join('.').slice(0, 100)}`;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => `${place([...issue.path, key])} is not known here.`);
  }
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
    return [`${place(issue.path)} is missing.`];
  }
  return [`${place(issue.path)} must be ${expectationOf(issue)}.`];
}

function expectationOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return articled(issue.expected);
    case 'too_big':
      return `at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'too_small':
      return `at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'regex' ? issue.message : articled(issue.format === 'uuid' ? 'UUID' : issue.format);
    case 'custom':
      return issue.message;
    case 'not_multiple_of':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'unrecognized_keys':
      return 'as the API’s document describes it';
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' entries' : '';
}

function articled(noun: string): string {
  const written = noun === 'string' ? 'text' : noun;
  return written === 'text'
    ? written
    : `${/^[aeio]/.test(written) ? 'an' : 'a'} ${written === 'int' ? 'integer' : written}`;
}
