import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { connectionParametersOf } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';
import { textOf } from '../functions/text-of.js';

export default defineRule({
  on: 'package',
  id: 'oauth-no-client-secret',
  severity: 'error',
  description: 'The OAuth settings hold no client secret.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'The package becomes public; with the secret anybody can pose as your application.',
    fix: 'Remove `clientSecret`, revoke the secret at your identity provider because it was written down, and enter a new one only where the connector is set up.',
    source: 'PowerPlatformConnectors repository, README, "does not contain … client ids or client secrets".',
  },
  *check({ properties: { connectionParameters, properties } }) {
    for (const { value, at } of connectionParameters) {
      const { clientSecret } = objectOf(value.oAuthSettings);
      if (textOf(clientSecret) === null) continue;
      yield { at: [...at, 'oAuthSettings', 'clientSecret'], message: 'The OAuth settings hold a client secret.' };
    }
    if (textOf(properties['token:clientSecret']) !== null) {
      yield { at: ['properties', 'token:clientSecret'], message: 'The properties hold a client secret.' };
    }
  },
  examples: {
    of: connectionParametersOf,
    good: [{ token: { type: 'oauthSetting', oAuthSettings: { identityProvider: 'oauth2', clientId: '' } } }],
    bad: [
      {
        part: { token: { type: 'oauthSetting', oAuthSettings: { clientSecret: 'not a real one' } } },
        at: ['/properties/connectionParameters/token/oAuthSettings/clientSecret'],
      },
    ],
  },
});
