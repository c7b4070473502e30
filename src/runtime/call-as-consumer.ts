import type { IncomingMessage } from 'node:http';
import { forwardedHeaders, queryPairs } from './call.js';
import type { Asked } from './call.js';
import type { SignIn } from './credential.js';
import type { Definition } from './definition.js';
import { defaultEgressLimits, openEgress } from './egress.js';
import type { EgressLimits } from './egress.js';
import type { EgressPolicy } from './egress-policy.js';
import type { FoundOperation } from './find-operation.js';
import { openCaller } from './make-call.js';
import type { MadeCall } from './make-call.js';
import type { Policy } from './policies/policy.js';
import type { Redactor } from './redact.js';
import { defaultRetryLimits } from './retry.js';

/** How long one call may take with signing in and calls of policies, in milliseconds. */
export const consumerCallMs = 38_000;

/** The answer is the API's own, whatever it is: nothing is asked twice. */
const limits: EgressLimits = { ...defaultEgressLimits, retry: { ...defaultRetryLimits, attempts: 1 } };

/**
 * Headers that are not the API's business even where the definition declares them: `authorization` holds the token for Assay, and a cookie
 * is one of Assay's place.
 */
const keptBack: readonly string[] = ['authorization', 'proxy-authorization', 'cookie', 'host', 'user-agent'];

/** What a consumer asks for: an operation, and what goes with it. */
export interface ConsumerCall {
  readonly definition: Definition;
  readonly found: FoundOperation;
  readonly policies: readonly Policy[];
  readonly signIn: SignIn;
  readonly redactor: Redactor;
  readonly egress: EgressPolicy;
  readonly asked: Asked;
  /** What the consumer put before the operation's path, for policies that name places to the consumer. */
  readonly consumerBase: string;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** The request as the API is to get it. `query` is percent-encoded, without the question mark. */
export function askedByConsumer(
  { operation, below }: FoundOperation,
  query: string,
  request: Pick<IncomingMessage, 'rawHeaders'>,
  body: Uint8Array | null,
): Asked {
  const headers = forwardedHeaders(request, operation).filter(
    ([name], index) => index === 0 || !keptBack.includes(name),
  );
  const encoding = headerOf(request.rawHeaders, 'content-encoding');
  const described = encoding === null || body === null ? [] : [['content-encoding', encoding] as const];
  return { path: below, query: queryPairs(query), headers: [...headers, ...described], body };
}

/**
 * Calls one operation as a consumer does: signed in, through the connector's policies and the egress guard, without secrets in what comes
 * back. No connection is shared with another call. Redirects are not followed. Throws nothing for what the API or the network does.
 */
export async function callAsConsumer(call: ConsumerCall): Promise<MadeCall> {
  const { definition, found, policies, signIn, redactor, egress, asked, consumerBase, now, signal } = call;
  const guard = openEgress(limits);
  try {
    const makeCall = openCaller({
      definition,
      signIn,
      redactor,
      egress,
      now,
      signal,
      requestMs: consumerCallMs,
      send: (outgoing, withinMs) =>
        outgoing.destination === null
          ? Promise.resolve({
              kind: 'failure',
              reason: 'address-refused',
              text: 'The definition names no host that can be called.',
            })
          : guard.send(outgoing, outgoing.destination, signal, withinMs),
    });
    const target = { operation: found.operation, policies };
    return await makeCall({ caseId: 'preview', target, asked, consumerBase });
  } finally {
    await guard.close();
  }
}

function headerOf(rawHeaders: readonly string[], name: string): string | null {
  const at = rawHeaders.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === name);
  return at === -1 ? null : (rawHeaders[at + 1] ?? null);
}
