import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { privateHost } from '../functions/private-host.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'host-public',
  severity: 'error',
  description: 'The host is a public name: not localhost, no IP address, no tunnel, no name of an internal network.',
  docs: {
    why: 'Such a host works on the maker’s machine and for nobody else, or only until the tunnel closes.',
    fix: 'Name the public host of your production API.',
    source: 'Prepare connector files for certification, "Provide a production version of the host URL".',
  },
  *check({ root }) {
    if (typeof root.host !== 'string') return;
    const reason = privateHost(root.host);
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
      { part: { host: 'stock.contoso.internal:8443' }, at: ['/host'] },
    ],
  },
});
