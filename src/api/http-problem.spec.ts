import { BadRequestException, NotFoundException } from '@nestjs/common';
import { problem, problems } from '../core/problems.js';
import type { ProblemCode } from '../core/problems.js';
import { documentOf, headersOf, problemBehind, statusOf } from './http-problem.js';

const asked = { method: 'GET', path: '/api/v1/nothing' };
const withStatus = (status: number, message = '') => Object.assign(new Error(message), { status });

describe('api/http-problem', () => {
  it('gives every problem a status that says whose fault it is', () => {
    for (const [code, { fault }] of Object.entries(problems)) {
      const status = statusOf(code as ProblemCode, fault);

      expect(fault === 'yours' ? status >= 400 && status < 500 : status >= 500).toBe(true);
    }
  });

  it('writes an RFC 9457 document with what to do', () =>
    expect(documentOf(problem('submission-not-found', { id: '7' }), '/api/v1/submissions/7')).toEqual({
      type: 'urn:assay:problem:submission-not-found',
      title: 'There is no such submission.',
      status: 404,
      detail: 'No submission 7 is visible to you.',
      instance: '/api/v1/submissions/7',
      code: 'submission-not-found',
      fault: 'yours',
      fix: 'Check the id; `assay status` lists the submissions you may see.',
    }));

  it('keeps our own problems as they are', () => {
    const own = problem('token-missing');

    expect(problemBehind(own, asked)).toBe(own);
  });

  it.each([
    [new NotFoundException('Cannot GET /api/v1/nothing'), 'route-not-found'],
    [new BadRequestException('Unexpected token h in JSON at position 0'), 'request-malformed'],
    [withStatus(413), 'body-too-large'],
    [withStatus(415), 'media-type-unsupported'],
    [withStatus(400, "Failed to decode param '%E0'"), 'request-malformed'],
    [withStatus(408), 'request-timeout'],
  ])('explains %s in our words', (error, code) => expect(problemBehind(error, asked)?.code).toBe(code));

  it('names the methods that an address takes', () => {
    const path = '/api/v1/submissions/7/retry';

    expect(problemBehind(new NotFoundException(), { method: 'PUT', path })?.detail).toBe(
      `${path} takes POST, not PUT.`,
    );
  });

  it('never repeats what a parser says of the input', () =>
    expect(
      problemBehind(new BadRequestException('Unexpected token, "hunter22" is not valid JSON'), asked)?.detail,
    ).toBe('The body is not valid JSON.'));

  it.each([new Error('boom'), new TypeError('x is undefined'), 'text', null, withStatus(500)])(
    'knows %s for a bug',
    error => expect(problemBehind(error, asked)).toBeNull(),
  );

  it('says how to authenticate and when to come back', () => {
    expect(headersOf(401)).toEqual({ 'WWW-Authenticate': 'Bearer realm="assay"' });
    expect(headersOf(503)).toEqual({ 'Retry-After': '5' });
    expect(headersOf(404)).toEqual({});
  });
});
