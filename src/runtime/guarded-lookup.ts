import dns from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './addresses.js';

/** The code of the error that a name gets which leads to an address that is not public. */
export const refusedCode = 'ERR_ASSAY_ADDRESS_REFUSED';

/** The system's way from a name to its addresses, as `dns.lookup` is called with `all`. */
export type ResolveName = (
  hostname: string,
  options: dns.LookupAllOptions,
  /** Without addresses when there is an error, as the system's own calls it. */
  callback: (error: NodeJS.ErrnoException | null, addresses?: dns.LookupAddress[]) => void,
) => void;

/**
 * The lookup that connections are opened with. Every address a name resolves to is checked in the very lookup whose answer is
 * connected to, so that a name which changes its answer gains nothing, and one address that is not public refuses them all. A name
 * that is not resolved in `withinMs` has no answer: the system's resolver may take far longer than a call.
 */
export function guardedLookup(
  withinMs: number,
  publicOnly: boolean,
  resolve: ResolveName = dns.lookup,
): LookupFunction {
  return (hostname, options, callback) => {
    let settled = false;
    const settle = (error: NodeJS.ErrnoException | null, addresses: dns.LookupAddress[] = []) => {
      if (settled) return;
      settled = true;
      clearTimeout(late);
      const first = addresses[0];
      if (error || first === undefined) callback(error ?? coded('ENODATA'), '', 0);
      else if (publicOnly && !addresses.every(({ address }) => isPublicAddress(address)))
        callback(coded(refusedCode), '', 0);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    };
    const late = setTimeout(() => settle(coded('EAI_AGAIN')), withinMs);
    resolve(hostname, { ...options, all: true }, settle);
  };
}

function coded(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
