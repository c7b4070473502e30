import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { signInOf } from '../examples.js';
import { oauthSettings } from '../functions/oauth-settings.js';
import { shown } from '../functions/quoted.js';
import { sameButForCase } from '../functions/same-but-for-case.js';

const providers = ['oauth2', 'oauth2generic', 'aad', 'aadcertificate', 'facebook'];
const settings = '/properties/connectionParameters/token/oAuthSettings';

export default defineRule({
  on: 'package',
  id: 'oauth-identity-provider-enum',
  severity: 'error',
  description: 'The identity provider of a sign-in is one that the platform has.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'Nobody can sign in through a provider that the platform does not know.',
    fix: `Set \`identityProvider\` to one of ${providers.join(', ')}; "oauth2" fits most services.`,
    source: 'paconn-apiProperties.schema.json.',
  },
  *check({ properties: { connectionParameters } }) {
    for (const { at, value } of oauthSettings(connectionParameters)) {
      const { identityProvider } = value;
      if (providers.some(one => one === identityProvider)) continue;
      if (identityProvider === undefined) {
        yield { at, message: 'The sign-in names no identity provider.' };
        continue;
      }
      const place = [...at, 'identityProvider'];
      const meant = sameButForCase(identityProvider, providers);
      yield {
        at: place,
        message: `The platform has no identity provider ${shown(identityProvider)}.`,
        ...(meant !== null && { fix: `Write it "${meant}".`, repair: { kind: 'set', at: place, value: meant } }),
      };
    }
  },
  examples: {
    of: signInOf,
    good: [{ identityProvider: 'oauth2' }],
    bad: [
      { part: { identityProvider: 'OAuth2' }, at: [`${settings}/identityProvider`] },
      { part: { identityProvider: 'contoso' }, at: [`${settings}/identityProvider`] },
      { part: { clientId: '' }, at: [settings] },
    ],
  },
});
