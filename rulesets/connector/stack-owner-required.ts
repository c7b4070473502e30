import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { propertiesWith } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';
import { missingText } from '../functions/missing-text.js';

export default defineRule({
  on: 'package',
  id: 'stack-owner-required',
  severity: 'ratchet',
  description: 'The properties name the owner of the service behind the connector.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'When calls fail, users have to know whose service it is; the publisher may be somebody else.',
    fix: 'Set `properties.stackOwner` to the company that runs the API.',
    source: 'Prepare connector files for certification, step 3.',
  },
  check: ({ properties: { document } }) =>
    missingText(objectOf(document).properties, ['properties'], 'stackOwner', 'The owner of the service is missing.'),
  examples: {
    of: propertiesWith,
    good: [{ stackOwner: 'Contoso' }],
    bad: [
      { part: { stackOwner: undefined }, at: ['/properties'] },
      { part: { stackOwner: ' ' }, at: ['/properties/stackOwner'] },
    ],
  },
});
