import type { CallTarget } from '../../../runtime/call.js';
import type { Definition, Operation } from '../../../runtime/definition.js';
import type { Exchange } from '../../../runtime/exchange.js';
import { defaultGatewayLimits, openGateway } from '../../../runtime/gateway.js';
import type { GatewayOptions } from '../../../runtime/gateway.js';
import { isSuccess } from '../cases/case.js';
import { callOperation } from './call-operation.js';
import type { Called } from './call-operation.js';
import { filledIn, variablesOf } from './fill.js';
import type { Variables } from './fill.js';
import type { TriggerCall } from './trigger-test.js';

/** Calls that one trigger's test may make. */
const mostCalls = 60;
/** How long a call that is under way may still take when the suite is stopped: what it makes has to be known to be removed again. */
const graceMs = 5_000;

/** What every gateway of a suite is opened with. */
export type SuiteGateway = Pick<GatewayOptions, 'definition' | 'signIn' | 'redactor' | 'egress' | 'now'>;

/** A few calls, one after the other, through a gateway of their own. What an answer gives is put into the calls that follow. */
export interface Session {
  /** Makes one call. `more`: values that no answer gives. */
  call(call: TriggerCall, more?: Variables): Promise<Called>;
  /** Makes these calls up to the first that does not succeed; false when there was one. */
  callAll(calls: readonly TriggerCall[]): Promise<boolean>;
  /** Ends it and gives what was recorded. Harmless a second time. */
  close(): Promise<readonly Exchange[]>;
}

/**
 * Opens a session that makes no call once `signal` has aborted, and gives the one under way {@link graceMs}. `definition` replaces the suite's where a call is
 * not below its base path.
 */
export async function openSession(
  gateway: SuiteGateway,
  keeps: ReadonlyMap<Operation, ReadonlyMap<string, string>>,
  signal: AbortSignal,
  definition: Definition = gateway.definition,
): Promise<Session> {
  const targets = new Map<string, CallTarget>();
  const limits = { ...defaultGatewayLimits, requests: mostCalls };
  const late = lateSignal(signal);
  const opened = await openGateway({ ...gateway, definition, targets, limits, signal: late.signal });
  const known = new Map<string, string>();
  const call = async (planned: TriggerCall, more: Variables = new Map()): Promise<Called> => {
    signal.throwIfAborted();
    targets.set(planned.id, planned.target);
    const request = filledIn(planned.request, new Map([...known, ...more]));
    const called = await callOperation(opened.socketPath, { ...planned, request }, late.signal);
    if (isSuccess(called)) {
      for (const [name, value] of variablesOf(planned.target.operation, called.json, keeps)) known.set(name, value);
    }
    return called;
  };
  return {
    call,
    async callAll(calls) {
      for (const planned of calls) if (!isSuccess(await call(planned))) return false;
      return true;
    },
    async close() {
      late.forget();
      return (await opened.close()).exchanges;
    },
  };
}

/** A signal that aborts {@link graceMs} after this one. */
function lateSignal(signal: AbortSignal): { readonly signal: AbortSignal; readonly forget: () => void } {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    timer = setTimeout(() => late.abort(signal.reason), graceMs);
  };
  if (signal.aborted) late.abort(signal.reason);
  else signal.addEventListener('abort', wait, { once: true });
  return {
    signal: late.signal,
    forget() {
      signal.removeEventListener('abort', wait);
      clearTimeout(timer);
    },
  };
}
