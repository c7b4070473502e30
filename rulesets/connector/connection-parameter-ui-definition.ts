import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { connectionParametersOf } from '../examples.js';
import { askedOfUsers, hasUiDefinition } from '../functions/asked-of-users.js';
import { quoted } from '../functions/quoted.js';

const place = '/properties/connectionParameters/api_key';

export default defineRule({
  on: 'package',
  id: 'connection-parameter-ui-definition',
  severity: 'error',
  description: 'A connection parameter says how it is shown to the user.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'Whoever connects sees a field without a name and has to guess what belongs in it.',
    fix: 'Give it a `uiDefinition` with `displayName`, `description`, `tooltip` and `constraints`.',
    source: 'Certification policy 5000.2.6.9.',
  },
  *check({ properties: { connectionParameters } }) {
    for (const parameter of askedOfUsers(connectionParameters)) {
      if (hasUiDefinition(parameter)) continue;
      const { name, value, at } = parameter;
      yield {
        at: value.uiDefinition === undefined ? at : [...at, 'uiDefinition'],
        message: `The connection parameter ${quoted(name)} does not say how it is shown.`,
      };
    }
  },
  examples: {
    of: connectionParametersOf,
    good: [
      { api_key: { type: 'securestring', uiDefinition: { displayName: 'API key' } } },
      { token: { type: 'oauthSetting' } },
    ],
    bad: [
      { part: { api_key: { type: 'securestring' } }, at: [place] },
      { part: { api_key: { type: 'securestring', uiDefinition: {} } }, at: [`${place}/uiDefinition`] },
    ],
  },
});
