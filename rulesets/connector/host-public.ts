import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

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

export default defineRule({
  on: 'definition',
  id: 'host-public',
  severity: 'error',
  description: 'The host is a public name: not localhost, no IP address, no tunnel.',
  docs: {
    why: 'Such a host works on the maker’s machine and for nobody else, or only until the tunnel closes.',
    fix: 'Name the public host of your production API.',
    source: 'Prepare connector files for certification, "Provide a production version of the host URL".',
  },
  *check({ root }) {
    if (typeof root.host !== 'string') return;
    const name = root.host.trim().toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
    const reason = reasonAgainst(name);
    if (reason) yield { at: ['host'], message: `The host ${quoted(root.host)} is ${reason}.` };
  },
  examples: {
    of: definitionWith,
    good: [{ host: 'api.contoso.com' }, { host: 'localhost.contoso.com' }],
    bad: [
      { part: { host: 'localhost:4433' }, at: ['/host'] },
      { part: { host: '169.254.169.254' }, at: ['/host'] },
      { part: { host: '[::1]' }, at: ['/host'] },
      { part: { host: 'a1b2c3.ngrok.io' }, at: ['/host'] },
    ],
  },
});

function reasonAgainst(name: string): string | null {
  if (name === '') return null;
  if (name === 'localhost' || name.endsWith('.localhost')) return 'the machine that the request starts from';
  // Also 0x7f.1, 2130706433 and the like, which programs read as IPv4 addresses.
  if (name.startsWith('[') || /^(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}$/.test(name)) return 'an IP address';
  if (tunnels.some(tunnel => name === tunnel || name.endsWith(`.${tunnel}`)))
    return 'a tunnel to a development machine';
  return null;
}
