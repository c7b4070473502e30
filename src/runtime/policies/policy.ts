import type { Answer, Failure, Headers } from '../exchange.js';

/** Where a policy works: on what is sent, on what is answered, on what is answered when the API refuses or fails. */
export type PolicySection = 'Request' | 'Response' | 'Failure';

/** A request on its way, as policies change it. */
export interface PolicyRequest {
  /** In capitals. */
  readonly method: string;
  /** Scheme and host that the request goes to. */
  readonly scheme: 'https' | 'http';
  readonly host: string | null;
  /** Put before the path: '' or `/v1`. */
  readonly basePath: string;
  /** Below the base path, percent-encoded, without query. */
  readonly path: string;
  readonly headers: Headers;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array | null;
}

/** An answer on its way to the consumer, as policies change it. */
export interface PolicyAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** A call that a policy makes of its own. `path` is from the root of the host and includes the query. */
export interface PolicyAsk {
  readonly method: string;
  readonly scheme: 'https' | 'http';
  readonly host: string;
  readonly path: string;
  readonly headers: Headers;
}

/** What policies know of the call that they work on, beside the message itself. */
export interface PolicyCall {
  /** Names an operation's trigger state. */
  readonly operation: string;
  /** Values of the path's parameters, percent-encoded. */
  readonly pathValues: ReadonlyMap<string, string>;
  /** Names of query parameters that carry a credential. */
  readonly credentialQuery: readonly string[];
  /** False: the call is made without any credential, to see that the API refuses it. */
  readonly signedIn: boolean;
  /** What consumers put before an operation's path: `http://connector.invalid/v1`. */
  readonly consumerBase: string;
  /** True for hosts that a policy may call of its own. */
  readonly mayAsk: (host: string) => boolean;
  /** Makes a call through the egress guard and records it. */
  readonly ask: (ask: PolicyAsk) => Promise<Answer | Failure>;
  /** From now on this value is taken out of everything that is recorded or handed on. */
  readonly keepSecret: (value: string) => void;
  /** Query parameters that polling triggers carry from one poll to the next, by operation. Lives as long as the run. */
  readonly polls: Map<string, ReadonlyMap<string, string>>;
}

export interface RequestPolicy {
  readonly section: 'Request';
  /** Its template, for the text of a failure. */
  readonly template?: string;
  /** Throws `PolicyFailure` when the request cannot be made as the policy says. */
  apply(request: PolicyRequest, call: PolicyCall): PolicyRequest | Promise<PolicyRequest>;
}

export interface AnswerPolicy {
  readonly section: 'Response' | 'Failure';
  readonly template?: string;
  /** `request` is the one that was sent. Throws `PolicyFailure` when the answer cannot be changed as the policy says. */
  apply(answer: PolicyAnswer, request: PolicyRequest, call: PolicyCall): PolicyAnswer;
}

/** One change that a connector makes to its messages. */
export type Policy = RequestPolicy | AnswerPolicy;

/** A policy that could not be applied to this one message. The text goes on after "the policy `x`". */
export class PolicyFailure extends Error {
  /**
   * `failure`: what kept a call of the policy's own from being answered. `fault`: `upstream` when the API was in trouble, else the
   * connector's, whose policy it is.
   */
  constructor(
    message: string,
    readonly failure: Failure | null = null,
    readonly fault: 'yours' | 'upstream' = 'yours',
  ) {
    super(message);
  }
}

/** A policy that this runtime cannot apply at all. The text goes on after "the policy `x`". */
export class UnsupportedPolicy extends Error {}
