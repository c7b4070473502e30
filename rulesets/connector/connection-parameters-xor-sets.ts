import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { propertiesWith } from '../examples.js';
import { arrayOf, objectOf } from '../../src/core/json-value.js';

const parameters = { api_key: { type: 'securestring' } };
const sets = { values: [{ name: 'key', parameters }] };

export default defineRule({
  on: 'package',
  id: 'connection-parameters-xor-sets',
  severity: 'warning',
  description: 'The properties have connection parameters or sets of them, not both.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'Of two ways to say how users connect only one is shown, and it may not be the one that works.',
    fix: 'Move `connectionParameters` into `connectionParameterSets`; keep both only while published connections still use the old way.',
    source: 'Connector with multiple authentication types (connector documentation).',
  },
  *check({ properties: { properties } }) {
    const { connectionParameters, connectionParameterSets } = properties;
    if (Object.keys(objectOf(connectionParameters)).length === 0) return;
    if (arrayOf(objectOf(connectionParameterSets).values).length === 0) return;
    yield {
      at: ['properties', 'connectionParameterSets'],
      message: 'The properties have both connection parameters and sets of them.',
    };
  },
  examples: {
    of: propertiesWith,
    good: [
      { connectionParameters: parameters },
      { connectionParameters: {}, connectionParameterSets: sets },
      { connectionParameters: parameters, connectionParameterSets: { values: [] } },
    ],
    bad: [
      {
        part: { connectionParameters: parameters, connectionParameterSets: sets },
        at: ['/properties/connectionParameterSets'],
      },
    ],
  },
});
