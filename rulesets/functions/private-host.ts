/** Names that end in one of these reach a developer's machine, or nothing. */
const tunnels = [
  'ngrok.io',
  'ngrok.app',
  'ngrok-free.app',
  'ngrok.dev',
  'devtunnels.ms',
  'loca.lt',
  'localtunnel.me',
  'trycloudflare.com',
  'serveo.net',
];
/** Domains that exist only inside a network (RFC 6761, RFC 6762, RFC 8375, and `internal` by ICANN's decision). */
const networks = ['local', 'localdomain', 'internal', 'home.arpa'];

/** Why a host, with a port or not, is nothing that everybody can reach, as the end of a sentence; null when it may be. */
export function privateHost(host: string): string | null {
  const name = host.trim().toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
  const isWithin = (domain: string) => name === domain || name.endsWith(`.${domain}`);
  if (name === '') return null;
  if (isWithin('localhost')) return 'the machine that the request starts from';
  // Also 0x7f.1, 2130706433 and the like, which programs read as IPv4 addresses.
  if (name.startsWith('[') || /^(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}$/.test(name)) return 'an IP address';
  if (tunnels.some(isWithin)) return 'a tunnel to a development machine';
  return networks.some(isWithin) ? 'a name that only one network knows' : null;
}
