import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { connectionParametersOf } from '../examples.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'package',
  id: 'ip-no-oauth',
  severity: { verified: 'off', independent: 'info' },
  description: 'An independent publisher’s connector does without OAuth.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'The application that users consent to then belongs to the publisher and not to the owner of the service, and ends with it.',
    fix: 'Ask your programme whether it accepts OAuth; where the service has keys, use them.',
    source: 'PowerPlatformConnectors repository, pull requests 3841, 3939 and 4124.',
  },
  *check({ properties: { connectionParameters } }) {
    for (const { name, value, at } of connectionParameters) {
      if (typeof value.type !== 'string' || value.type.toLowerCase() !== 'oauthsetting') continue;
      yield { at, message: `The connection parameter ${quoted(name)} signs users in with OAuth.` };
    }
  },
  examples: {
    of: connectionParametersOf,
    profile: 'independent',
    good: [{ api_key: { type: 'securestring' } }],
    bad: [{ part: { token: { type: 'oauthSetting' } }, at: ['/properties/connectionParameters/token'] }],
  },
});
