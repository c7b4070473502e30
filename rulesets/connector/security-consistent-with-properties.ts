import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';
import type { Overlay } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';

const oauthDefinition = {
  swagger: '2.0',
  securityDefinitions: { login: { type: 'oauth2', flow: 'accessCode' } },
};
const oauthProperties = { properties: { connectionParameters: { token: { type: 'oauthSetting' } } } };
const keyDefinition = { swagger: '2.0', securityDefinitions: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } };
const keyProperties = { properties: { connectionParameters: { api_key: { type: 'securestring' } } } };

const both = (definition: Overlay[string], properties: Overlay[string]): Overlay => ({
  [packageFileNames.definition]: definition,
  [packageFileNames.properties]: properties,
});

export default defineRule({
  on: 'package',
  id: 'security-consistent-with-properties',
  severity: 'error',
  description: 'The definition speaks of OAuth 2.0 exactly when a connection parameter does.',
  file: packageFileNames.properties,
  needs: ['definition', 'properties'],
  docs: {
    why: 'The sign-in window is built from the properties and the requests from the definition; when they differ, users sign in and every call fails.',
    fix: 'Describe the same sign-in in both files: `securityDefinitions` in the definition, `connectionParameters` in the properties.',
    source: 'Authenticate your API (connector documentation), where the import makes one from the other.',
  },
  *check({ definition, properties }) {
    const schemes = Object.values(objectOf(definition.root.securityDefinitions)).map(scheme => objectOf(scheme).type);
    const parameters = properties.connectionParameters;
    const setting = parameters.find(({ value }) => String(value.type).toLowerCase() === 'oauthsetting');
    if (schemes.includes('oauth2') && !setting && parameters.length > 0) {
      yield {
        at: ['properties', 'connectionParameters'],
        message: 'The definition signs in with OAuth 2.0, but no connection parameter is of type oauthSetting.',
        fix: 'Add a connection parameter `token` of type `oauthSetting`, or change `securityDefinitions` to what the parameters ask for.',
      };
    }
    if (setting && schemes.length > 0 && !schemes.includes('oauth2')) {
      yield {
        at: setting.at,
        message: 'A connection parameter is of type oauthSetting, but the definition does not sign in with OAuth 2.0.',
        fix: 'Add an `oauth2` entry to `securityDefinitions`, or remove the parameter.',
      };
    }
  },
  examples: {
    of: packageWith,
    good: [both(oauthDefinition, oauthProperties), both(keyDefinition, keyProperties)],
    bad: [
      { part: both(oauthDefinition, keyProperties), at: ['/properties/connectionParameters'] },
      { part: both(keyDefinition, oauthProperties), at: ['/properties/connectionParameters/token'] },
    ],
  },
});
