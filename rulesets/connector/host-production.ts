import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

/** Parts of a name that say that the host is for trying things out. */
const trial = new Set(['dev', 'test', 'testing', 'staging', 'stage', 'stg', 'uat', 'qa', 'sandbox', 'preprod']);

/** Hosts of production all the same. */
const production = new Set(['dev.azure.com']);

/** Names that a cloud gives to every new app; products give themselves one of their own. */
const givenName = /\.azurewebsites\.net$/;

export default defineRule({
  on: 'definition',
  id: 'host-production',
  severity: 'warning',
  description: 'The host is the one of production, not of a test or development environment.',
  docs: {
    why: 'Such a host is switched off or emptied without notice, and with it every flow that uses the connector.',
    fix: 'Name the host that your customers use.',
    source: 'Prepare connector files for certification, note on the host URL; certification policy 5000.2.6.4.',
  },
  *check({ root }) {
    if (typeof root.host !== 'string') return;
    const name = root.host.trim().toLowerCase().replace(/:\d*$/, '');
    if (production.has(name)) return;
    // The last two labels are the name that somebody bought, and `.dev` is an ordinary ending of such names.
    const label = name
      .split('.')
      .slice(0, -2)
      .find(part => trial.has(part));
    if (label !== undefined) {
      yield {
        at: ['host'],
        message: `The part "${label}" of the host ${quoted(root.host)} names a trial environment.`,
      };
    } else if (givenName.test(name)) {
      yield {
        at: ['host'],
        message: `The host ${quoted(root.host)} has the name that its cloud gave it, as environments for development have.`,
      };
    }
  },
  examples: {
    of: definitionWith,
    good: [
      { host: 'api.contoso.com' },
      { host: 'contest.contoso.com' },
      { host: 'contoso.dev' },
      { host: 'dev.azure.com' },
      { host: 7 },
    ],
    bad: [
      { part: { host: 'api.test.contoso.com' }, at: ['/host'] },
      { part: { host: 'Staging.contoso.com:8443' }, at: ['/host'] },
      { part: { host: 'contoso-stock.azurewebsites.net' }, at: ['/host'] },
    ],
  },
});
