import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';
import { isObject } from '../../src/core/json-value.js';

export default defineRule({
  on: 'package',
  id: 'props-properties-object',
  severity: 'error',
  description: 'apiProperties.json is an object with the one member `properties`.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'The platform reads nothing outside `properties`: sign-in, colour and policies would all be lost.',
    fix: 'Wrap everything in one member: `{ "properties": { … } }`. Only `$schema` may stand beside it.',
    source: 'paconn-apiProperties.schema.json.',
  },
  *check({ properties: { document } }) {
    if (!isObject(document)) return; // json-valid says so
    if (document.properties === undefined) yield { at: [], message: 'The member `properties` is missing.' };
    else if (!isObject(document.properties)) {
      yield { at: ['properties'], message: 'The member `properties` is not an object.' };
    }
  },
  examples: {
    of: part => packageWith({ [packageFileNames.properties]: part }),
    good: [{ properties: { iconBrandColor: '#12345a' } }],
    bad: [
      { part: { iconBrandColor: '#12345a' }, at: [''] },
      { part: { properties: [] }, at: ['/properties'] },
    ],
  },
});
