import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { propertiesWith } from '../examples.js';
import { missingMembers, strangerFault, strangers, wrongTypes } from '../functions/model-faults.js';
import { propertiesModel, propertiesObjects } from '../functions/properties-model.js';

const keyWith = (part: object) => ({ connectionParameters: { api_key: { type: 'securestring', ...part } } });
const loginWith = (part: object) => ({
  connectionParameters: { token: { type: 'oauthSetting', oAuthSettings: { identityProvider: 'oauth2', ...part } } },
});
const apiKey = '/properties/connectionParameters/api_key';
const settings = '/properties/connectionParameters/token/oAuthSettings';

export default defineRule({
  on: 'package',
  id: 'props-json-schema',
  severity: 'warning',
  description:
    'Every member of apiProperties.json is one that the platform knows there, with the type that it expects.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'What the platform does not know is dropped, and what has another type is refused: the sign-in then lacks a field, or the import fails.',
    fix: 'Correct the spelling or the type of the member, or remove it.',
    source:
      'paconn-apiProperties.schema.json; Use multiple authentication types and Write code in a custom connector (connector documentation).',
  },
  *check({ properties }) {
    for (const entry of propertiesObjects(properties.document)) {
      for (const name of strangers(propertiesModel, entry)) yield strangerFault(propertiesModel, entry, name);
      yield* wrongTypes(propertiesModel, entry);
      const missing = missingMembers(propertiesModel, entry);
      if (missing !== null) yield missing;
    }
  },
  examples: {
    of: propertiesWith,
    good: [
      { ...loginWith({ redirectMode: 'GlobalPerConnector', scopes: [] }), scriptOperations: ['GetItem'] },
      {
        connectionParameterSets: {
          uiDefinition: { displayName: 'Sign-in', description: 'How to sign in.' },
          values: [
            { name: 'key', uiDefinition: { displayName: 'Key' }, parameters: { key: { type: 'securestring' } } },
          ],
        },
      },
      keyWith({
        uiDefinition: { constraints: { tabIndex: 2, clearText: false, allowedValues: [{ text: 'A', value: 7 }] } },
      }),
    ],
    bad: [
      {
        part: keyWith({ uiDefinition: { displayname: 'Key', constraints: { clearText: 'false', tabIndex: '2' } } }),
        at: [
          `${apiKey}/uiDefinition/displayname`,
          `${apiKey}/uiDefinition/constraints/clearText`,
          `${apiKey}/uiDefinition/constraints/tabIndex`,
        ],
      },
      { part: keyWith({ oAuthSettings: {} }), at: [`${apiKey}/oAuthSettings`] },
      {
        part: loginWith({ scopes: ['read', 7], properties: { IsFirstParty: false }, redirectUrl: [] }),
        at: [`${settings}/scopes/1`, `${settings}/redirectUrl`, `${settings}/properties/IsFirstParty`],
      },
      {
        part: { connectionParameterSets: { values: [{ name: 'key' }, 'none'] } },
        at: ['/properties/connectionParameterSets/values/1', '/properties/connectionParameterSets/values/0'],
      },
      { part: { policyTemplateInstances: {} }, at: ['/properties/policyTemplateInstances'] },
    ],
  },
});
