import ipaddr from 'ipaddr.js';

/** The only part of IPv6 that is handed out for the public Internet: RFC 4291 §2.4 and IANA's unicast registry. */
const globalIpv6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Looks public and is not: the host of every Azure machine answers there with configuration and certificates
 * (learn.microsoft.com, "What is IP address 168.63.129.16?").
 */
const platformAddresses: readonly string[] = ['168.63.129.16'];

/**
 * True for an address of the public Internet, and for nothing else. `unicast` is what ipaddr.js calls whatever no registry
 * reserves, so loopback, private, link-local (cloud metadata), carrier NAT, mapped IPv4, NAT64, 6to4, Teredo, multicast and
 * documentation ranges are refused, and so is text that is not an address. It also calls `::7f00:1` unicast, the old
 * IPv4-compatible form of 127.0.0.1; the second test closes that.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  if (platformAddresses.includes(parsed.toString())) return false;
  return parsed instanceof ipaddr.IPv6 ? parsed.match(globalIpv6) : true;
}
