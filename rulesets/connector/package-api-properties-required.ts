import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';

export default defineRule({
  on: 'package',
  id: 'package-api-properties-required',
  severity: 'error',
  description: 'The package holds apiProperties.json.',
  file: packageFileNames.properties,
  docs: {
    why: 'The properties say how people sign in, who publishes the connector and how it looks; without them nobody can connect.',
    fix: 'Add `apiProperties.json` with one member `properties` that holds at least `iconBrandColor`, `publisher` and `connectionParameters`.',
    source: 'PowerPlatformConnectors repository, README, "Files to include".',
  },
  *check({ propertiesJson }) {
    if (!propertiesJson) yield { message: `The package has no ${packageFileNames.properties}.` };
  },
  examples: {
    of: packageWith,
    good: [{}],
    bad: [{ part: { [packageFileNames.properties]: null }, at: [{ file: packageFileNames.properties }] }],
  },
});
