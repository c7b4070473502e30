import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { connectionParametersOf } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';
import { askedOfUsers, hasUiDefinition } from '../functions/asked-of-users.js';
import { quoted } from '../functions/quoted.js';
import { textOf } from '../functions/text-of.js';

const place = '/properties/connectionParameters/api_key/uiDefinition';

export default defineRule({
  on: 'package',
  id: 'connection-parameter-display-name',
  severity: 'warning',
  description: 'A connection parameter has a display name.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'Without it the field is labelled with its technical name, such as "api_key".',
    fix: 'Write the label of the field in `uiDefinition.displayName`, such as "API key".',
    source: 'Connector with multiple authentication types (connector documentation).',
  },
  *check({ properties: { connectionParameters } }) {
    for (const parameter of askedOfUsers(connectionParameters)) {
      const { name, at, value } = parameter;
      const shown = objectOf(value.uiDefinition);
      if (!hasUiDefinition(parameter) || textOf(shown.displayName) !== null) continue;
      yield {
        at: [...at, 'uiDefinition', ...(shown.displayName === undefined ? [] : ['displayName'])],
        message: `The connection parameter ${quoted(name)} has no display name.`,
      };
    }
  },
  examples: {
    of: connectionParametersOf,
    good: [
      { api_key: { type: 'securestring', uiDefinition: { displayName: 'The key of your account' } } },
      { token: { type: 'oauthSetting', uiDefinition: { displayName: 'Sign in' } } },
      { 'token:TenantId': { type: 'string', uiDefinition: { constraints: { hidden: 'true' } } } },
    ],
    bad: [
      { part: { api_key: { type: 'securestring', uiDefinition: { constraints: {} } } }, at: [place] },
      { part: { api_key: { type: 'securestring', uiDefinition: { displayName: '' } } }, at: [`${place}/displayName`] },
    ],
  },
});
