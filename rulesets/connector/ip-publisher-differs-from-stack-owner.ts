import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { propertiesWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { textOf } from '../functions/text-of.js';

export default defineRule({
  on: 'package',
  id: 'ip-publisher-differs-from-stack-owner',
  severity: { verified: 'off', independent: 'warning' },
  description: 'An independent publisher is somebody else than the owner of the service.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'Users have to see that the connector is not the service owner’s own; who owns the service publishes as verified.',
    fix: 'Write your own name as `publisher` and the company that runs the API as `stackOwner`.',
    source: 'Prepare connector files for certification, step 3, table.',
  },
  *check({ properties: { properties } }) {
    const publisher = textOf(properties.publisher);
    const owner = textOf(properties.stackOwner);
    if (publisher === null || publisher.toLowerCase() !== owner?.toLowerCase()) return;
    yield {
      at: ['properties', 'publisher'],
      message: `${quoted(publisher)} is both the publisher and the owner of the service.`,
    };
  },
  examples: {
    of: propertiesWith,
    profile: 'independent',
    good: [
      { publisher: 'Ada Lovelace', stackOwner: 'Contoso' },
      { publisher: undefined, stackOwner: undefined },
    ],
    bad: [{ part: { publisher: 'Contoso', stackOwner: 'contoso' }, at: ['/properties/publisher'] }],
  },
});
