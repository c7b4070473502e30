import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { propertiesWith } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';
import { missingText } from '../functions/missing-text.js';

export default defineRule({
  on: 'package',
  id: 'icon-brand-color-required',
  severity: 'error',
  description: 'The properties name a brand colour.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'The colour is the background of the icon and of every step in a flow.',
    fix: 'Set `properties.iconBrandColor` to the colour of your brand as "#rrggbb".',
    source: 'paconn-apiProperties.schema.json.',
  },
  check: ({ properties: { document } }) =>
    missingText(objectOf(document).properties, ['properties'], 'iconBrandColor', 'The brand colour is missing.'),
  examples: {
    of: propertiesWith,
    good: [{ iconBrandColor: '#12345a' }],
    bad: [
      { part: { iconBrandColor: undefined }, at: ['/properties'] },
      { part: { iconBrandColor: '' }, at: ['/properties/iconBrandColor'] },
    ],
  },
});
