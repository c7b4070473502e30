import type { Fault } from '../core/problems.js';

/** Why a request that was sent, or was to be sent, has no answer. */
export const failureReasons = [
  'address-refused',
  'name-not-resolved',
  'not-connected',
  'tls',
  'timeout',
  'reset',
  'too-large',
  'not-http',
  'rate-limited',
  'value-missing',
  'policy-failed',
  'sign-in-failed',
  'run-limit',
  'stopped',
] as const;
export type FailureReason = (typeof failureReasons)[number];

/** Header names in lower case, in the order they were sent; a name may repeat. */
export type Headers = readonly (readonly [name: string, value: string])[];

/** What came before a result: an attempt of the same call, or a wait because the API had asked for fewer calls. */
export interface Attempt {
  /** Status of the answer, or why there was none. `rate-limited`: nothing was sent. */
  readonly outcome: number | FailureReason;
  readonly durationMs: number;
  /** How long was waited afterwards, in milliseconds. */
  readonly waitedMs: number;
}

/** The answer of the connector's API, its body decoded. */
export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** Absent when the first attempt was the last. */
  readonly attempts?: readonly Attempt[];
}

export interface Failure {
  readonly kind: 'failure';
  readonly reason: FailureReason;
  /** One sentence for people; of `sign-in-failed` two, what is wrong and what to do. */
  readonly text: string;
  /** Whose fault it is, where the reason alone does not say: of `sign-in-failed`, and of `policy-failed` when it is not the connector's. */
  readonly fault?: Fault;
  readonly attempts?: readonly Attempt[];
}

/** What went over the wire for one call of an operation. Every secret has been taken out of all of it. */
export interface Exchange {
  /** The case. A call that a policy made of its own has `<case>/setvaluefromurl` and stands before the one that it was made for. */
  readonly caseId: string;
  readonly operationId: string;
  /** Where a call was made again with a new credential, because the API had answered 401: which one this is, from 1, of how many. */
  readonly attempt?: number;
  readonly attempts?: number;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Headers;
    readonly body: Uint8Array | null;
  };
  /** `declared`: the administrator sent the definition's host to `connectedTo`. */
  readonly route: 'direct' | 'declared';
  /** Origin that was connected to. */
  readonly connectedTo: string;
  readonly result: Answer | Failure;
  /** What the consumer got, where a policy of the connector changed the answer or failed to. */
  readonly answered?: Answer | Failure;
  readonly durationMs: number;
  /** How often the answer repeated a secret. */
  readonly secretsInAnswer: number;
}

/** An exchange as evidence: what is too long is cut, and its size and digest say what was cut. */
export interface StoredBody {
  readonly encoding: 'utf-8' | 'base64';
  readonly text: string;
  readonly size: number;
  readonly cut: boolean;
}

/**
 * Bytes of one body that evidence keeps: more than the runtime takes of an answer (1 MiB) with every secret in it replaced, so that what
 * was judged can be judged again by the evidence alone. Only what a policy makes of an answer can be longer.
 */
const keptBytes = 4_194_304;

/** An exchange in the form in which evidence is stored: JSON without binary. */
export interface StoredExchange extends Omit<Exchange, 'request' | 'result' | 'answered'> {
  readonly request: Omit<Exchange['request'], 'body'> & { readonly body: StoredBody | null };
  readonly result: StoredAnswer | Failure;
  readonly answered?: StoredAnswer | Failure;
}

export interface StoredAnswer extends Omit<Answer, 'body'> {
  readonly body: StoredBody;
}

/** The exchange in the form in which evidence is stored. */
export function storedExchange({ request, result, answered, ...rest }: Exchange): StoredExchange {
  return {
    ...rest,
    request: { ...request, body: request.body === null ? null : storedBody(request.body) },
    result: storedResult(result),
    ...(answered && { answered: storedResult(answered) }),
  };
}

/** The exchange that was stored, as it was. Of a body that was cut, what was kept. */
export function restoredExchange({ request, result, answered, ...rest }: StoredExchange): Exchange {
  return {
    ...rest,
    request: { ...request, body: request.body === null ? null : restoredBody(request.body) },
    result: restoredResult(result),
    ...(answered && { answered: restoredResult(answered) }),
  };
}

function restoredResult(result: StoredAnswer | Failure): Answer | Failure {
  return result.kind === 'answer' ? { ...result, body: restoredBody(result.body) } : result;
}

function restoredBody({ encoding, text }: StoredBody): Uint8Array {
  return Buffer.from(text, encoding === 'utf-8' ? 'utf8' : 'base64');
}

function storedResult(result: Answer | Failure): StoredAnswer | Failure {
  return result.kind === 'answer' ? { ...result, body: storedBody(result.body) } : result;
}

function storedBody(body: Uint8Array): StoredBody {
  const kept = body.subarray(0, keptBytes);
  const cut = body.length > kept.length;
  try {
    // `stream` lets a character that the cut went through be left off instead of making the whole text binary.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(kept, { stream: cut });
    return { encoding: 'utf-8', text, size: body.length, cut };
  } catch {
    return { encoding: 'base64', text: Buffer.from(kept).toString('base64'), size: body.length, cut };
  }
}
