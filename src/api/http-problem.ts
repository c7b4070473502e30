import { HttpException } from '@nestjs/common';
import { Problem, problem } from '../core/problems.js';
import type { Fault, ProblemCode } from '../core/problems.js';
import { routes } from './routes.js';

/** Media type of RFC 9457. */
export const problemMediaType = 'application/problem+json';

/** A problem as the API answers it: RFC 9457, with its code, whose fault it is, and what to do about it. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Path of the request. */
  readonly instance: string;
  readonly code: string;
  readonly fault: Fault;
  readonly fix: string;
}

/** Statuses that are not the usual one of whose fault it is. */
const statuses: Partial<Record<ProblemCode, number>> = {
  'token-missing': 401,
  'token-unknown': 401,
  'token-expired': 401,
  'token-revoked': 401,
  'scope-missing': 403,
  'scope-not-allowed': 403,
  'token-scope-too-wide': 403,
  'token-outlives': 403,
  'four-eyes': 403,
  'token-four-eyes': 403,
  'publisher-not-yours': 403,
  'route-not-found': 404,
  'submission-not-found': 404,
  'publisher-not-found': 404,
  'connector-not-found': 404,
  'account-not-found': 404,
  'token-not-found': 404,
  'evidence-not-found': 404,
  'certificate-not-found': 404,
  'functional-report-not-found': 404,
  'version-not-public': 404,
  'deprecation-not-found': 404,
  'withdrawal-not-found': 404,
  'withdrawal-stands': 409,
  'recertification-open': 409,
  'recertification-not-found': 404,
  'webhook-not-found': 404,
  'delivery-not-found': 404,
  'tester-not-found': 404,
  'tester-limit': 409,
  'tester-not-independent': 403,
  'invitation-too-late': 409,
  'preview-not-open': 409,
  'preview-connection-needed': 409,
  'operation-not-found': 404,
  'operation-not-callable': 409,
  'preview-call-refused': 409,
  'preview-calls-limit': 429,
  'preview-busy': 503,
  'consumer-not-found': 404,
  'consumer-limit': 409,
  'mail-not-found': 404,
  'mail-not-sendable': 409,
  'webhook-limit': 409,
  'webhook-disabled': 409,
  'evidence-version-unknown': 409,
  'method-not-allowed': 405,
  'request-timeout': 408,
  'submission-not-waiting': 409,
  'submission-not-revisable': 409,
  'submission-not-stopped': 409,
  'submission-not-withdrawable': 409,
  'submission-already-open': 409,
  'decision-stale': 409,
  'decision-already-made': 409,
  'evidence-aged': 409,
  'assignment-moved': 409,
  'acknowledgement-missing': 409,
  'acknowledgement-stale': 409,
  'breaking-change-not-found': 404,
  'comment-not-found': 404,
  'comment-target-not-found': 404,
  'comment-limit': 409,
  'note-not-yours': 403,
  'finding-not-found': 404,
  'waiver-not-found': 404,
  'waiver-refused': 409,
  'waiver-already-given': 409,
  'waiver-ended': 409,
  'recheck-pointless': 409,
  'submission-final': 409,
  'sign-in-too-early': 409,
  'sign-in-not-begun': 409,
  'version-already-published': 409,
  'publisher-already-exists': 409,
  'account-already-exists': 409,
  'idempotency-in-progress': 409,
  'body-too-large': 413,
  'media-type-unsupported': 415,
  'idempotency-key-reused': 422,
  'too-many-listeners': 503,
  'server-busy': 503,
  'database-unreachable': 503,
  'storage-full': 507,
};

const usual: Readonly<Record<Fault, number>> = { yours: 400, ours: 500, upstream: 502 };

/** The HTTP status of a problem. */
export function statusOf(code: ProblemCode, fault: Fault): number {
  return statuses[code] ?? usual[fault];
}

/** Header fields that belong to a status: how to authenticate (RFC 6750), when to try again. */
export function headersOf(status: number): Readonly<Record<string, string>> {
  if (status === 401) return { 'WWW-Authenticate': 'Bearer realm="assay"' };
  if (status === 503) return { 'Retry-After': '5' };
  if (status === 429) return { 'Retry-After': '1' };
  return {};
}

/** The answer for a problem of the request to this path. */
export function documentOf({ code, title, detail, fault, fix }: Problem, instance: string): ProblemDocument {
  return {
    type: `urn:assay:problem:${code}`,
    title,
    status: statusOf(code, fault),
    detail,
    instance: instance.slice(0, 500),
    code,
    fault,
    fix,
  };
}

/** What the request was, as far as an explanation needs it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
}

/**
 * The problem behind whatever was thrown while a request was answered: our own, or what the framework and its parsers throw, in
 * our words. Null for a bug.
 */
export function problemBehind(error: unknown, asked: Asked): Problem | null {
  if (error instanceof Problem) return error;
  switch (clientStatusOf(error)) {
    case null:
      return null;
    case 404:
      return notRouted(asked);
    case 408:
      return problem('request-timeout', {}, error);
    case 413:
      return problem('body-too-large', { limit: '1 MiB of JSON' }, error);
    case 415:
      return problem(
        'media-type-unsupported',
        { expected: 'UTF-8 without compression', given: 'this encoding' },
        error,
      );
    default:
      return problem('request-malformed', { reason: malformation(error) }, error);
  }
}

/** The 4xx status that Nest, Express or a body parser gave the error; null when it has none. */
function clientStatusOf(error: unknown): number | null {
  if (error instanceof HttpException) return within4xx(error.getStatus());
  return hasStatus(error) ? within4xx(error.status) : null;
}

function within4xx(status: unknown): number | null {
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}

function hasStatus(error: unknown): error is Error & { status: unknown } {
  return error instanceof Error && 'status' in error;
}

/** Parsers tell what is wrong for programmers, with pieces of the input; a caller is told in our words. */
function malformation(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  if (/decode param|URI malformed/i.test(message)) return 'The address holds a broken percent escape.';
  if (/JSON/.test(message)) return 'The body is not valid JSON.';
  if (/request (size|aborted)/.test(message)) return 'The body ended early.';
  return 'The body or a header is not well formed.';
}

function notRouted({ method, path }: Asked): Problem {
  const here = Object.values(routes).filter(route => pattern(route.path).test(path));
  const shown = path.slice(0, 200);
  if (here.length === 0) return problem('route-not-found', { method, path: shown });
  const allowed = here.map(route => route.method.toUpperCase()).join(', ');
  return problem('method-not-allowed', { method, path: shown, allowed });
}

function pattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`);
}
