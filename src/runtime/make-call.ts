import { openBudget } from './budget.js';
import type { Budget } from './budget.js';
import { callOf, holdsPlaceholder, signedRequest } from './call.js';
import type { Asked, Call, CallTarget } from './call.js';
import type { Credential, SignIn } from './credential.js';
import type { Definition } from './definition.js';
import type { EgressPolicy } from './egress-policy.js';
import type { Answer, Exchange, Failure } from './exchange.js';
import { realClock } from './patience.js';
import type { Clock } from './patience.js';
import { applyToAnswer, applyToRequest } from './policies/apply-policies.js';
import { pathValues } from './policies/path-template.js';
import { PolicyFailure } from './policies/policy.js';
import type { PolicyAnswer, PolicyCall, PolicyRequest } from './policies/policy.js';
import { cleanRequest, cleanResult } from './recorded-exchange.js';
import type { Redactor } from './redact.js';
import { signedInWithin } from './signing-in.js';
import type { SignedIn } from './signing-in.js';

/** What calls of one run are made with. */
export interface CallerOptions {
  readonly definition: Definition;
  readonly signIn: SignIn;
  readonly redactor: Redactor;
  readonly egress: EgressPolicy;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  /** What one request may take with everything that it becomes, in milliseconds. */
  readonly requestMs: number;
  /** Real time unless told. */
  readonly clock?: Clock;
  /** Sends one request through the egress guard, within what the run may use and in so many milliseconds, which are above zero. */
  readonly send: (call: Call, withinMs: number) => Promise<Answer | Failure>;
}

/** A request of a case. */
export interface CaseRequest {
  readonly caseId: string;
  readonly target: CallTarget;
  readonly asked: Asked;
  /** What the consumer put before the operation's path. */
  readonly consumerBase: string;
}

/** A call that was made: what is recorded of it, and what the consumer gets. All of it is without secrets. */
export interface MadeCall {
  /** In the order in which they were made; the last is the call's own. */
  readonly exchanges: readonly Exchange[];
  readonly consumed: Answer | Failure;
  /** Headers of the answer that a policy has set. */
  readonly setHeaders: readonly string[];
}

/** Makes a call the way a consumer's call is made. That signing in failed is the failure of the call. */
export type MakeCall = (request: CaseRequest) => Promise<MadeCall>;

/** Values of a run that policies got and nobody may see: everything that is recorded is searched for all of them. */
const mostFetched = { values: 500, characters: 524_288 };

/** One attempt, before secrets are taken out. */
interface Attempt {
  readonly startedAt: string;
  readonly call: Call;
  readonly request: PolicyRequest | null;
  readonly result: Answer | Failure;
  readonly durationMs: number;
  /** Calls that policies made of their own. */
  readonly asides: readonly Omit<Attempt, 'asides'>[];
}

/**
 * Opens a caller for one run. A call is signed in, changed by the connector's policies, sent, made once more with a new credential where
 * the API answered 401, recorded as it went over the wire, and its answer changed by the policies. Secrets are taken out before the
 * policies see the answer: a policy could tear one into pieces that nobody would find. All of that together takes no longer than one request
 * may, so that there is an answer before whoever asked has given up.
 */
export function openCaller(options: CallerOptions): MakeCall {
  const { definition, signIn, redactor, egress, now, signal, clock = realClock } = options;
  const polls: PolicyCall['polls'] = new Map();
  const routed = Object.keys(egress.routes).map(host => host.toLowerCase());
  const mayAsk = (host: string) => [definition.host?.toLowerCase(), ...routed].includes(host.toLowerCase());

  const fetched = new Set<string>();
  let fetchedCharacters = 0;
  const keepSecret = (value: string): void => {
    if (fetched.has(value)) return;
    fetchedCharacters += value.length;
    if (fetched.size === mostFetched.values || fetchedCharacters > mostFetched.characters) {
      throw new PolicyFailure('has got more different values than a run keeps secret');
    }
    fetched.add(value);
    redactor.learn([value]);
  };

  const timed = async (call: Call, result: Promise<Answer | Failure>, request: PolicyRequest | null) => {
    const startedAt = now().toISOString();
    const began = performance.now();
    const settled = await result;
    return { startedAt, call, request, result: settled, durationMs: Math.round(performance.now() - began) };
  };

  const sendWithin = (budget: Budget, call: Call): Promise<Answer | Failure> => {
    const withinMs = budget.leftMs();
    if (withinMs > 0) return options.send(call, withinMs);
    return Promise.resolve(failed('timeout', 'What came before this call took all of its time.'));
  };

  const attempt = async (
    { target, asked }: CaseRequest,
    policyCall: PolicyCall,
    budget: Budget,
    signedIn: SignedIn<readonly Credential[]>,
  ): Promise<Attempt> => {
    const asides: Omit<Attempt, 'asides'>[] = [];
    const credentials = signedIn.kind === 'given' ? signedIn.value : [];
    const before = signedRequest(definition, target.operation, asked, credentials);
    const stop = async (failure: Failure) => ({
      ...(await timed(callOf(before, egress), Promise.resolve(failure), null)),
      asides,
    });
    if (signedIn.kind === 'failure') return stop(signedIn.failure);
    if (holdsPlaceholder(asked)) {
      return stop(failed('value-missing', 'A value that an earlier answer should have given is missing.'));
    }
    const prepared = await applyToRequest(target.policies, before, {
      ...policyCall,
      credentialQuery: credentials.flatMap(({ place, name }) => (place === 'query' ? [name] : [])),
      async ask({ method, scheme, host, path, headers }) {
        const request = { method, scheme, host, basePath: '', path, headers, query: [], body: null };
        const call = callOf(request, egress);
        const made = await timed(call, sendWithin(budget, call), null);
        asides.push(made);
        return made.result;
      },
    });
    if (prepared.kind === 'failure') return stop(prepared.failure);
    const call = callOf(prepared.request, egress);
    return { ...(await timed(call, sendWithin(budget, call), prepared.request)), asides };
  };

  return async caseRequest => {
    const { caseId, target, asked, consumerBase } = caseRequest;
    const { operation } = target;
    const signedIn = target.signedIn !== false;
    const budget = openBudget(options.requestMs, clock, signal);
    const policyCall: PolicyCall = {
      operation: operation.pointer,
      pathValues: pathValues(operation.path, asked.path),
      credentialQuery: [],
      signedIn,
      consumerBase,
      mayAsk,
      polls,
      keepSecret,
      ask: () => Promise.resolve(failed('policy-failed', 'Only a policy of the request may make a call.')),
    };
    const credentials = () =>
      signedInWithin(budget, signedIn ? signIn.credentialsFor(operation, signal) : Promise.resolve([]));
    const first = await attempt(caseRequest, policyCall, budget, await credentials());
    const renewed =
      signedIn && wasRefused(first) ? await signedInWithin(budget, signIn.renew(operation, signal)) : null;
    const again = renewed !== null && (renewed.kind === 'failure' || renewed.value);
    const attempts = again
      ? [
          first,
          await attempt(caseRequest, policyCall, budget, renewed.kind === 'failure' ? renewed : await credentials()),
        ]
      : [first];

    const exchangeOf = (id: string, made: Omit<Attempt, 'asides'>): Exchange => {
      const { result, count } = cleanResult(made.result, redactor);
      return {
        caseId: id,
        operationId: operation.operationId,
        startedAt: made.startedAt,
        request: cleanRequest(made.call, redactor),
        route: made.call.destination?.route ?? 'direct',
        connectedTo: redactor.text(made.call.destination?.connectTo ?? made.call.origin),
        result,
        durationMs: made.durationMs,
        secretsInAnswer: count,
      };
    };
    const exchanges = attempts.flatMap((made, index) => [
      ...made.asides.map(aside => exchangeOf(`${caseId}/setvaluefromurl`, aside)),
      { ...exchangeOf(caseId, made), ...(again && { attempt: index + 1, attempts: attempts.length }) },
    ]);

    const wire = lastOf(exchanges).result;
    const sent = lastOf(attempts).request;
    if (wire.kind === 'failure' || sent === null) return { exchanges, consumed: wire, setHeaders: [] };
    const applied = applyToAnswer(target.policies, wire, sent, policyCall);
    if (applied.kind === 'unchanged') return { exchanges, consumed: wire, setHeaders: [] };
    const answered = applied.kind === 'failure' ? applied.failure : answerOf(applied.answer);
    const consumed = cleanResult(answered, redactor).result;
    const setHeaders =
      answered.kind === 'failure' ? [] : answered.headers.filter(header => !wire.headers.includes(header));
    return {
      exchanges: exchanges.with(-1, { ...lastOf(exchanges), answered: consumed }),
      consumed,
      setHeaders: setHeaders.map(([name]) => name),
    };
  };
}

/** True when the API would not take the credential, also where it said so to a policy's own call. */
function wasRefused({ result, asides }: Attempt): boolean {
  return [result, ...asides.map(aside => aside.result)].some(each => each.kind === 'answer' && each.status === 401);
}

function lastOf<Item>(items: readonly Item[]): Item {
  const last = items.at(-1);
  if (last === undefined) throw new Error('A call was made without an attempt.');
  return last;
}

function answerOf({ status, headers, body }: PolicyAnswer): Answer {
  return { kind: 'answer', status, headers, body };
}

function failed(reason: Failure['reason'], text: string): Failure {
  return { kind: 'failure', reason, text };
}
