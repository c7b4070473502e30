import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { connectionParametersOf } from '../examples.js';
import { quoted } from '../functions/quoted.js';

const place = '/properties/connectionParameters';

export default defineRule({
  on: 'package',
  id: 'connection-parameter-secret-securestring',
  severity: 'error',
  description: 'A connection parameter that takes a key, secret, token or password is a securestring.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'Another type shows the secret while it is typed, stores it readably and returns it to whoever can see the connection.',
    fix: 'Set `type` to "securestring".',
    source: 'paconn-apiProperties.schema.json; Connection parameters (connector documentation).',
  },
  *check({ properties: { connectionParameters } }) {
    for (const { name, value, at } of connectionParameters) {
      if (value.type !== 'string' || !isSecret(name)) continue;
      yield {
        at: [...at, 'type'],
        message: `The connection parameter ${quoted(name)} takes a secret as a plain string.`,
      };
    }
  },
  examples: {
    of: connectionParametersOf,
    good: [
      { api_key: { type: 'securestring' }, 'token:region': { type: 'string' } },
      { keyName: { type: 'string' }, publicKey: { type: 'string' }, token: { type: 'oauthSetting' } },
    ],
    bad: [
      { part: { apiKey: { type: 'string' } }, at: [`${place}/apiKey/type`] },
      { part: { 'token:clientSecret': { type: 'string' } }, at: [`${place}/token:clientSecret/type`] },
    ],
  },
});

/** By the last word of the name: a token’s URL and a key’s name are no secrets. */
function isSecret(name: string): boolean {
  const own = name.replace(/^token:/, '').slice(-40);
  return /(?:key|secret|token|password|passwd|pwd|passphrase)\d?$/i.test(own) && !/public/i.test(own);
}
