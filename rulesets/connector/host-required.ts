import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { missingText } from '../functions/missing-text.js';

export default defineRule({
  on: 'definition',
  id: 'host-required',
  severity: 'error',
  description: 'The definition names the host of the API.',
  docs: {
    why: 'Without a host no request can be sent.',
    fix: 'Set `host` to the host name of your production API, such as "api.contoso.com".',
    source: 'Prepare connector files for certification, note on the host URL.',
  },
  check: ({ root }) => missingText(root, [], 'host', 'The definition names no host.'),
  examples: {
    of: definitionWith,
    good: [{ host: 'api.contoso.com' }],
    bad: [
      { part: { host: undefined }, at: [''] },
      { part: { host: '' }, at: ['/host'] },
    ],
  },
});
