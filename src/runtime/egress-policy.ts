import { problem } from '../core/problems.js';
import { urlOf } from '../core/url.js';

/** What the administrator lets connectors reach besides public addresses. */
export interface EgressPolicy {
  /** `host:port` of private addresses that may be reached when a definition names them. */
  readonly addresses: readonly string[];
  /** Host of a definition → origin at which it is reached instead. The evidence says so. */
  readonly routes: Readonly<Record<string, string>>;
}

/** Public addresses only. */
export const publicOnly: EgressPolicy = { addresses: [], routes: {} };

/** Where requests for one host of a definition go. */
export interface Destination {
  /** What the definition names: `https://library.example.com`. */
  readonly origin: string;
  /** What is connected to: the same, or the administrator's route. */
  readonly connectTo: string;
  readonly route: 'direct' | 'declared';
  /** True where the administrator lets it be a private address. */
  readonly privateAllowed: boolean;
}

/** Ports that HTTP is served on. Any other would make this service a way to talk to mail, database and shell servers. */
const webPorts = ['', '80', '443', '8080', '8443'];

/**
 * Reads `ASSAY_EGRESS_ALLOW`: entries separated by commas, each `host:port` (this address may be private) or `host=origin` (this
 * host is reached at that origin). Throws `egress-allow-invalid` for anything else.
 */
export function parseEgressAllow(text: string): EgressPolicy {
  const addresses: string[] = [];
  const routes: Record<string, string> = {};
  for (const entry of text.split(',').map(part => part.trim())) {
    if (entry === '') continue;
    const equals = entry.indexOf('=');
    if (equals === -1) addresses.push(readAddress(entry));
    else routes[readHost(entry.slice(0, equals), entry)] = readOrigin(entry.slice(equals + 1), entry);
  }
  return { addresses, routes };
}

/**
 * Where `host` (a name or address, with a port if need be) is to be reached under this policy, or null when it is no host, or names
 * a port on which nobody serves HTTP and which the administrator has not allowed.
 */
export function destinationOf(scheme: 'https' | 'http', host: string, policy: EgressPolicy): Destination | null {
  const url = parseOrigin(`${scheme}://${host}`);
  if (url === null) return null;
  const declared = Object.entries(policy.routes).find(([from]) => canonicalHost(from, scheme) === url.host);
  if (declared) return { origin: url.origin, connectTo: declared[1], route: 'declared', privateAllowed: true };
  const port = url.port || (scheme === 'https' ? '443' : '80');
  const privateAllowed = policy.addresses.some(
    allowed => canonicalHost(allowed, 'http', true) === `${url.hostname}:${port}`,
  );
  if (!privateAllowed && !webPorts.includes(url.port)) return null;
  return { origin: url.origin, connectTo: url.origin, route: 'direct', privateAllowed };
}

function readAddress(entry: string): string {
  const url = parseOrigin(`http://${entry}`);
  // `:80` is written out here because a URL drops the port that its scheme has anyway.
  if (url === null || !/:\d+$/.test(entry)) {
    throw problem('egress-allow-invalid', { entry, reason: 'it is neither `host:port` nor `host=origin`' });
  }
  return `${url.hostname}:${url.port || '80'}`;
}

function readHost(host: string, entry: string): string {
  const url = parseOrigin(`https://${host.trim()}`);
  if (url === null) throw problem('egress-allow-invalid', { entry, reason: `\`${host}\` is not a host` });
  return url.host;
}

function readOrigin(origin: string, entry: string): string {
  const url = parseOrigin(origin.trim());
  if (url === null) {
    throw problem('egress-allow-invalid', {
      entry,
      reason: `\`${origin}\` is not an origin such as http://127.0.0.1:4010`,
    });
  }
  return url.origin;
}

/** The URL when the text is exactly an http(s) origin: no user, no path, no query. */
function parseOrigin(text: string): URL | null {
  const url = /[\s\\@?#]/.test(text) ? null : urlOf(text);
  if (url === null) return null;
  const plain = url.pathname === '/' && url.username === '' && url.password === '' && url.hostname !== '';
  return plain && (url.protocol === 'http:' || url.protocol === 'https:') ? url : null;
}

function canonicalHost(host: string, scheme: 'http' | 'https', withPort = false): string | null {
  const url = parseOrigin(`${scheme}://${host}`);
  if (url === null) return null;
  return withPort ? `${url.hostname}:${url.port || '80'}` : url.host;
}
