import { urlOf } from '../../../core/url.js';
import type { CallbackHost } from '../../../runtime/callback-host.js';
import type { Definition } from '../../../runtime/definition.js';
import { destinationOf } from '../../../runtime/egress-policy.js';
import type { EgressPolicy } from '../../../runtime/egress-policy.js';

/**
 * Why the API of this definition cannot call back, as the end of a sentence; null when nothing is known that keeps it from doing so. An
 * address on loopback is reached by an API on this machine only. Pure.
 */
export function callbackObstacle(
  callbacks: Pick<CallbackHost, 'origin'> | null,
  { scheme, host }: Pick<Definition, 'scheme' | 'host'>,
  egress: EgressPolicy,
): string | null {
  if (callbacks === null)
    return 'it subscribes to a webhook, and no address is configured at which an API could call back';
  if (!isLoopback(callbacks.origin)) return null;
  const reached = host === null ? null : destinationOf(scheme, host, egress);
  if (reached !== null && isLoopback(reached.connectTo)) return null;
  return 'it subscribes to a webhook, and its API cannot call back: the address for that is on this machine only';
}

function isLoopback(origin: string): boolean {
  const hostname = urlOf(origin)?.hostname ?? '';
  return /^127\.\d+\.\d+\.\d+$/.test(hostname) || hostname === '[::1]' || hostname === 'localhost';
}
