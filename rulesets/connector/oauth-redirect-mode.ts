import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { signInOf } from '../examples.js';
import { oauthSettings } from '../functions/oauth-settings.js';
import { shown } from '../functions/quoted.js';

const mode = 'GlobalPerConnector';
const settings = '/properties/connectionParameters/token/oAuthSettings';

export default defineRule({
  on: 'package',
  id: 'oauth-redirect-mode',
  severity: 'warning',
  description: 'After signing in, users come back to an address of the connector’s own.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'With one address for all connectors, a code that was issued for one of them can be handed to another.',
    fix: `Set \`redirectMode\` to "${mode}"; a connector that is already published may keep "Global" until its users can sign in anew.`,
    source: 'PowerPlatformConnectors repository, pull requests 3035 and 3162.',
  },
  *check({ properties: { connectionParameters } }) {
    for (const { at, value } of oauthSettings(connectionParameters)) {
      const { redirectMode } = value;
      if (redirectMode === mode) continue;
      yield {
        at: redirectMode === undefined ? at : [...at, 'redirectMode'],
        message:
          redirectMode === undefined
            ? 'The sign-in has no redirect mode.'
            : `The redirect mode of the sign-in is ${shown(redirectMode)}, not "${mode}".`,
      };
    }
  },
  examples: {
    of: signInOf,
    good: [{ redirectMode: mode }],
    bad: [
      { part: { redirectMode: 'Global' }, at: [`${settings}/redirectMode`] },
      { part: { clientId: '' }, at: [settings] },
    ],
  },
});
