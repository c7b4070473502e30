import { setTimeout as sleep } from 'node:timers/promises';
import { problem } from '../../core/problems.js';
import { RemoteProblem } from './remote-problem.js';

/** Where a service is and who asks. */
export interface Remote {
  /** Origin and path without a slash at the end. */
  readonly server: string;
  readonly token: string | null;
}

export interface Question {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** A JSON value, or a form with files. */
  readonly body?: unknown;
  readonly accept?: string;
  readonly signal?: AbortSignal;
  /** Told before each new try, with the seconds until then. */
  readonly onRetry?: (reason: string, seconds: number) => void;
}

/** Seconds between tries after a lost connection or a busy server; together half a minute. */
const pauses = [0.5, 1, 2, 4, 8, 15] as const;
const headersTimeoutMs = 60_000;

/**
 * Asks the service's API and gives its answer, which is a success. A lost connection and 429, 502, 503 and 504 are tried again.
 * Every POST carries one Idempotency-Key over all its tries, so that it takes effect once however often it arrives.
 * Throws `client-token-missing`, `server-unreachable`, `server-not-assay`, and as RemoteProblem whatever the service refuses with.
 */
export async function ask(remote: Remote, path: string, question: Question = {}): Promise<Response> {
  if (remote.token === null) throw problem('client-token-missing', { server: remote.server });
  const { method = 'GET', body, accept = 'application/json', signal } = question;
  const isForm = body instanceof FormData;
  const init: RequestInit = {
    method,
    headers: {
      accept,
      authorization: `Bearer ${remote.token}`,
      ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}),
      ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
    },
    redirect: 'error', // a redirect could carry the token elsewhere
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
  };
  for (const pause of [...pauses, null]) {
    const outcome = await tryOnce(`${remote.server}/api/v1${path}`, init, signal);
    if (outcome.answer?.ok) return outcome.answer;
    const failure = outcome.answer
      ? await refusalOf(remote.server, outcome.answer)
      : unreachable(remote.server, outcome.lost);
    // What was never accepted is worth another try; a GET of a server that is not there is not.
    const again = outcome.answer ? [429, 502, 503, 504].includes(outcome.answer.status) : method === 'POST';
    if (!again || pause === null) throw failure;
    const seconds = Math.max(pause, retryAfter(outcome.answer));
    question.onRetry?.(failure.message, seconds);
    await sleep(seconds * 1000, undefined, { signal });
  }
  throw new Error('unreachable: the last try returns or throws');
}

/** The JSON of an answer. Throws `server-not-assay` when it is none. */
export async function jsonOf<T>(remote: Remote, answer: Response): Promise<T> {
  try {
    return (await answer.json()) as T; // the service's own OpenAPI document promises the shape
  } catch (error) {
    throw problem('server-not-assay', { server: remote.server, answer: 'something that is not JSON' }, error);
  }
}

async function tryOnce(
  url: string,
  init: RequestInit,
  signal: AbortSignal | undefined,
): Promise<{ answer: Response; lost: null } | { answer: null; lost: unknown }> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(new Error('no answer within a minute')), headersTimeoutMs);
  try {
    const either = signal ? AbortSignal.any([signal, patience.signal]) : patience.signal;
    return { answer: await fetch(url, { ...init, signal: either }), lost: null };
  } catch (lost) {
    signal?.throwIfAborted();
    return { answer: null, lost };
  } finally {
    clearTimeout(timer);
  }
}

async function refusalOf(server: string, answer: Response): Promise<Error> {
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json') === true;
  const body: unknown = isProblem ? await answer.json().catch(() => null) : null;
  const refusal = RemoteProblem.from(body, answer.status);
  if (!isProblem) await answer.body?.cancel().catch(() => undefined);
  return refusal ?? problem('server-not-assay', { server, answer: `status ${answer.status}` });
}

function unreachable(server: string, lost: unknown): Error {
  return problem('server-unreachable', { server, reason: reasonOf(lost) }, lost);
}

/** Why a connection failed, in a few words. */
export function reasonOf(lost: unknown): string {
  const cause = lost instanceof Error && lost.cause instanceof Error ? lost.cause : lost;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const words: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'its name is not known',
    EAI_AGAIN: 'its name cannot be looked up now',
    ECONNRESET: 'the connection was cut',
    UND_ERR_SOCKET: 'the connection was cut',
    ETIMEDOUT: 'it did not answer in time',
    UND_ERR_CONNECT_TIMEOUT: 'it did not answer in time',
    EPROTO: 'it does not speak TLS there; the address may have to begin with http://',
    ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there; the address may have to begin with http://',
  };
  if (words[code] !== undefined) return words[code];
  return cause instanceof Error && cause.message !== '' ? cause.message : 'the connection failed';
}

function retryAfter(answer: Response | null): number {
  const seconds = Number(answer?.headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 30) : 0;
}
