import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { signInOf } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';
import { oauthSettings } from '../functions/oauth-settings.js';
import { quoted } from '../functions/quoted.js';

const custom = '/properties/connectionParameters/token/oAuthSettings/customParameters';
const withToken = (value: string) => ({ identityProvider: 'oauth2', customParameters: { tokenUrl: { value } } });

export default defineRule({
  on: 'package',
  id: 'oauth-url-https',
  severity: 'error',
  description: 'Every address of a sign-in is encrypted.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'Over http anybody on the way can read the password or the token, and use it.',
    fix: 'Use the https address of your identity provider.',
    source: 'Certification policy 5000.3.1.6; RFC 6749, section 3.1.2.1.',
  },
  *check({ properties: { connectionParameters } }) {
    for (const { at, value } of oauthSettings(connectionParameters)) {
      for (const [name, parameter] of Object.entries(objectOf(value.customParameters))) {
        const address = objectOf(parameter).value;
        if (typeof address !== 'string' || !/^\s*http:\/\//i.test(address)) continue;
        yield {
          at: [...at, 'customParameters', name, 'value'],
          message: `The address ${quoted(address)} of the sign-in is not encrypted.`,
        };
      }
    }
  },
  examples: {
    of: signInOf,
    good: [withToken('https://contoso.com/token')],
    bad: [{ part: withToken('http://contoso.com/token'), at: [`${custom}/tokenUrl/value`] }],
  },
});
