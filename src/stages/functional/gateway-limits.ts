import { defaultGatewayLimits } from '../../runtime/gateway.js';
import type { GatewayLimits } from '../../runtime/gateway.js';
import type { RunLimits } from './collection-runner.js';

/** What Newman waits longer than the runtime, in milliseconds: an answer has to be recorded, redacted and read. */
const answeringMs = 2_000;

/**
 * What a run's gateway may use: `given`, or the usual for so many requests. A request is always answered before Newman, which waits
 * `requestMs` for it, gives up: what Newman gave up on would be recorded as something that nobody waited for.
 */
export function gatewayLimits({ requestMs }: RunLimits, requests: number, given?: GatewayLimits): GatewayLimits {
  const limits = given ?? { ...defaultGatewayLimits, requests };
  const before = Math.max(requestMs - answeringMs, requestMs / 2);
  return { ...limits, requestMs: Math.min(limits.requestMs, before) };
}
