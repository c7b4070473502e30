import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { propertiesWith } from '../examples.js';
import { isObject, objectOf } from '../../src/core/json-value.js';

export default defineRule({
  on: 'package',
  id: 'connection-parameters-present',
  severity: 'error',
  description: 'The properties say how users connect: with `connectionParameters` or `connectionParameterSets`.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'From them the window is built in which users sign in; without them no connection can be made.',
    fix: 'Add `connectionParameters` with what users have to enter; an empty object means that no sign-in is needed.',
    source: 'paconn-apiProperties.schema.json; Connection parameters (connector documentation).',
  },
  *check({ properties: { document } }) {
    const { properties } = objectOf(document);
    if (!isObject(properties)) return;
    const { connectionParameters, connectionParameterSets } = properties;
    if (isObject(connectionParameters) || isObject(connectionParameterSets)) return;
    yield {
      at: ['properties', ...(connectionParameters === undefined ? [] : ['connectionParameters'])],
      message: 'The properties do not say how users connect.',
    };
  },
  examples: {
    of: propertiesWith,
    good: [{ connectionParameters: {} }, { connectionParameters: undefined, connectionParameterSets: { values: [] } }],
    bad: [
      { part: { connectionParameters: undefined }, at: ['/properties'] },
      { part: { connectionParameters: [] }, at: ['/properties/connectionParameters'] },
    ],
  },
});
