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
  'value-missing',
  'run-limit',
  'stopped',
] as const;
export type FailureReason = (typeof failureReasons)[number];

/** Header names in lower case, in the order they were sent; a name may repeat. */
export type Headers = readonly (readonly [name: string, value: string])[];

/** The answer of the connector's API, its body decoded. */
export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

export interface Failure {
  readonly kind: 'failure';
  readonly reason: FailureReason;
  /** One sentence for people. */
  readonly text: string;
}

/** What went over the wire for one call of an operation. Every secret has been taken out of all of it. */
export interface Exchange {
  readonly caseId: string;
  readonly operationId: string;
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

/** Bytes of one body that evidence keeps. */
const keptBytes = 262_144;

/** The exchange in the form in which evidence is stored: JSON without binary. */
export function storedExchange({ request, result, ...rest }: Exchange) {
  return {
    ...rest,
    request: { ...request, body: request.body === null ? null : storedBody(request.body) },
    result: result.kind === 'answer' ? { ...result, body: storedBody(result.body) } : result,
  };
}

function storedBody(body: Uint8Array): StoredBody {
  const kept = body.subarray(0, keptBytes);
  const cut = body.length > kept.length;
  try {
    // `stream` lets a character that the cut went through be left off instead of making the whole text binary.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(kept, { stream: cut });
    return { encoding: 'utf-8', text, size: body.length, cut };
  } catch {
    return { encoding: 'base64', text: Buffer.from(kept).toString('base64'), size: body.length, cut };
  }
}
