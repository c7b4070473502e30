import { Problem, problem } from '../../core/problems.js';

/** Where and when a call failed. */
export interface Failed {
  /** What was asked, without credentials. */
  readonly target: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** How long nothing is asked of a GitHub that refuses us: somebody has to change its settings or ours first. */
const refusedSeconds = 300;

/** What GitHub asks for at least where it tells no time (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api). */
const untoldSeconds = 60;

/** However far away the end of a limit is said to be, we look again after an hour. */
const longestSeconds = 3600;

/** The HTTP status that a call was refused with; null for any other error. */
export function statusOf(error: unknown): number | null {
  return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number'
    ? error.status
    : null;
}

/** The problem that a failed call is; null where the caller has to know what it means. */
export function failureOf(error: unknown, { target, now }: Failed): Problem | null {
  if (error instanceof Problem) return error;
  const status = statusOf(error);
  if (status === null)
    return isOfNetwork(error) ? problem('github-unavailable', { target, reason: said(error) }) : null;
  const afterSeconds = limitOf(error, status, now);
  if (afterSeconds !== null) {
    const why = 'GitHub’s limit for requests is used up';
    return problem('publication-waiting', { why, url: target, afterSeconds });
  }
  if ([401, 403, 404, 410].includes(status)) {
    return problem('github-refuses', { target, reason: `${status}, ${said(error)}`, afterSeconds: refusedSeconds });
  }
  return status >= 500 ? problem('github-unavailable', { target, reason: said(error) }) : null;
}

/** Seconds until a limit ends; null when the refusal is about something else. */
function limitOf(error: unknown, status: number, now: number): number | null {
  if (status !== 403 && status !== 429) return null;
  const headers = headersOf(error);
  const after = Number(headers['retry-after'] ?? NaN);
  if (Number.isFinite(after)) return bounded(after);
  if (headers['x-ratelimit-remaining'] === '0') {
    return bounded(Number(headers['x-ratelimit-reset'] ?? NaN) - now / 1000);
  }
  return status === 429 || /secondary rate/i.test(said(error)) ? untoldSeconds : null;
}

function bounded(seconds: number): number {
  if (!Number.isFinite(seconds)) return untoldSeconds;
  return Math.min(Math.max(Math.ceil(seconds), 1), longestSeconds);
}

function headersOf(error: unknown): Readonly<Record<string, unknown>> {
  const response = typeof error === 'object' && error !== null && 'response' in error ? error.response : null;
  const headers = typeof response === 'object' && response !== null && 'headers' in response ? response.headers : null;
  return typeof headers === 'object' && headers !== null ? { ...headers } : {};
}

/** A request that took too long is an abort without a status of its own. */
function isOfNetwork(error: unknown): boolean {
  return error instanceof Error && ['TimeoutError', 'AbortError'].includes(error.name);
}

/** GitHub's own words, short enough for a sentence and on one line. */
export function said(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .replace(/\s+/g, ' ')
    .replace(/ - https?:\/\/\S+$/, '')
    .slice(0, 200)
    .replace(/\.$/, '');
}
