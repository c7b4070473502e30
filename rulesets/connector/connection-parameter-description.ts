import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { connectionParametersOf } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import { askedOfUsers, hasUiDefinition } from '../functions/asked-of-users.js';
import { quoted } from '../functions/quoted.js';
import { textOf } from '../functions/text-of.js';

const place = '/properties/connectionParameters/api_key/uiDefinition';

export default defineRule({
  on: 'package',
  id: 'connection-parameter-description',
  severity: 'warning',
  description: 'A connection parameter has a description.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'Without it users see a field and no word on what belongs in it.',
    fix: 'Write what the value is, and where to find it, in `uiDefinition.description`.',
    source: 'Certification policy 5000.2.6.10; Connector with multiple authentication types (connector documentation).',
  },
  *check({ properties: { connectionParameters } }) {
    for (const parameter of askedOfUsers(connectionParameters)) {
      const { name, at, value } = parameter;
      const shown = objectOf(value.uiDefinition);
      if (!hasUiDefinition(parameter) || describedIn(shown)) continue;
      yield {
        at: [...at, 'uiDefinition', ...(shown.description === undefined ? [] : ['description'])],
        message: `The connection parameter ${quoted(name)} has no description.`,
      };
    }
  },
  examples: {
    of: connectionParametersOf,
    good: [
      { api_key: { type: 'securestring', uiDefinition: { description: 'The key of your account' } } },
      { api_key: { type: 'securestring', uiDefinition: { schema: { description: 'The key of your account' } } } },
      { token: { type: 'oauthSetting', uiDefinition: { displayName: 'Sign in' } } },
      { 'token:TenantId': { type: 'string', uiDefinition: { constraints: { hidden: 'true' } } } },
    ],
    bad: [
      { part: { api_key: { type: 'securestring', uiDefinition: { constraints: {} } } }, at: [place] },
      { part: { api_key: { type: 'securestring', uiDefinition: { description: '' } } }, at: [`${place}/description`] },
    ],
  },
});

/** In sets of parameters the description stands one level deeper. */
function describedIn(shown: JsonObject): boolean {
  return textOf(shown.description) !== null || textOf(objectOf(shown.schema).description) !== null;
}
