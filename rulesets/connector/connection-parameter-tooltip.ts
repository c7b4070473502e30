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
  id: 'connection-parameter-tooltip',
  severity: 'info',
  description: 'A connection parameter has a tooltip.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'The tooltip is what users read when they do not know what to enter.',
    fix: 'Write what to enter, and where to find it, in `uiDefinition.tooltip`.',
    source: 'Connector with multiple authentication types (connector documentation).',
  },
  *check({ properties: { connectionParameters } }) {
    for (const parameter of askedOfUsers(connectionParameters)) {
      const { name, at, value } = parameter;
      const shown = objectOf(value.uiDefinition);
      if (!hasUiDefinition(parameter) || textOf(shown.tooltip) !== null) continue;
      yield {
        at: [...at, 'uiDefinition', ...(shown.tooltip === undefined ? [] : ['tooltip'])],
        message: `The connection parameter ${quoted(name)} has no tooltip.`,
      };
    }
  },
  examples: {
    of: connectionParametersOf,
    good: [
      { api_key: { type: 'securestring', uiDefinition: { tooltip: 'The key of your account' } } },
      { token: { type: 'oauthSetting', uiDefinition: { displayName: 'Sign in' } } },
      { 'token:TenantId': { type: 'string', uiDefinition: { constraints: { hidden: 'true' } } } },
    ],
    bad: [
      { part: { api_key: { type: 'securestring', uiDefinition: { constraints: {} } } }, at: [place] },
      { part: { api_key: { type: 'securestring', uiDefinition: { tooltip: '' } } }, at: [`${place}/tooltip`] },
    ],
  },
});
