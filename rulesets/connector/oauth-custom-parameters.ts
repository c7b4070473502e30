import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { signInOf } from '../examples.js';
import { isObject, objectOf } from '../../src/core/json-value.js';
import { oauthSettings } from '../functions/oauth-settings.js';
import { textOf } from '../functions/text-of.js';

/** What each provider cannot do without. Upper and lower case of these names do not count. */
const required: ReadonlyMap<string, readonly string[]> = new Map([
  ['oauth2', ['authorizationUrl', 'tokenUrl', 'refreshUrl']],
  ['oauth2generic', ['authorizationUrlTemplate', 'tokenUrlTemplate']],
  ['aad', ['resourceUri']],
]);

const settings = '/properties/connectionParameters/token/oAuthSettings';
const authorizationUrl = { value: 'https://contoso.com/authorize' };
const tokenUrl = { value: 'https://contoso.com/token' };

export default defineRule({
  on: 'package',
  id: 'oauth-custom-parameters',
  severity: 'error',
  description: 'A sign-in says where users are sent, and where tokens are fetched and renewed.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'Without one of these addresses nobody can sign in, or everybody is signed out as soon as the first token ends.',
    fix: 'Add what is missing to `customParameters`, each as an object with `value`.',
    source: 'paconn-apiProperties.schema.json.',
  },
  *check({ properties: { connectionParameters } }) {
    for (const { at, value } of oauthSettings(connectionParameters)) {
      const provider = textOf(value.identityProvider)?.toLowerCase() ?? '';
      const given = new Set<string>();
      for (const [name, parameter] of Object.entries(objectOf(value.customParameters))) {
        if (textOf(objectOf(parameter).value) !== null) given.add(name.toLowerCase());
      }
      const missing = (required.get(provider) ?? []).filter(name => !given.has(name.toLowerCase()));
      if (missing.length === 0) continue;
      yield {
        at: isObject(value.customParameters) ? [...at, 'customParameters'] : at,
        message: `The sign-in with "${provider}" has no ${missing.join(', ')}.`,
      };
    }
  },
  examples: {
    of: signInOf,
    good: [
      {
        identityProvider: 'oauth2',
        customParameters: { AuthorizationUrl: authorizationUrl, tokenUrl, refreshUrl: tokenUrl },
      },
      { identityProvider: 'aad', customParameters: { resourceUri: { value: 'https://contoso.com' } } },
      { identityProvider: 'facebook' },
    ],
    bad: [
      {
        part: { identityProvider: 'oauth2', customParameters: { authorizationUrl, tokenUrl } },
        at: [`${settings}/customParameters`],
      },
      {
        part: { identityProvider: 'aad', customParameters: { resourceUri: { value: '' } } },
        at: [`${settings}/customParameters`],
      },
      { part: { identityProvider: 'oauth2generic' }, at: [settings] },
    ],
  },
});
