import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { propertiesWith } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';
import { missingText } from '../functions/missing-text.js';

export default defineRule({
  on: 'package',
  id: 'publisher-required',
  severity: 'error',
  description: 'The properties name the publisher.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'Users and administrators decide by the publisher whether they trust a connector.',
    fix: 'Set `properties.publisher` to the name of your company, or your own as an independent publisher.',
    source: 'Prepare connector files for certification, step 3.',
  },
  check: ({ properties: { document } }) =>
    missingText(objectOf(document).properties, ['properties'], 'publisher', 'The publisher is missing.'),
  examples: {
    of: propertiesWith,
    good: [{ publisher: 'Contoso' }],
    bad: [
      { part: { publisher: undefined }, at: ['/properties'] },
      { part: { publisher: '' }, at: ['/properties/publisher'] },
    ],
  },
});
