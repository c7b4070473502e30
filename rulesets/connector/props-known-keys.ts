import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { propertiesWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { sameButForCase } from '../functions/same-but-for-case.js';

const known = [
  'publisher',
  'stackOwner',
  'iconBrandColor',
  'capabilities',
  'connectionParameters',
  'connectionParameterSets',
  'policyTemplateInstances',
  'scriptOperations',
];

export default defineRule({
  on: 'package',
  id: 'props-known-keys',
  severity: 'warning',
  description: 'The properties have only members that the platform knows.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'The platform passes over what it does not know, so that whatever the member was meant for does not happen.',
    fix: `Remove the member, or write it as one of ${known.join(', ')}.`,
    source: 'paconn-apiProperties.schema.json; Command-line tool paconn.',
  },
  *check({ properties: { properties } }) {
    for (const name of Object.keys(properties)) {
      if (known.includes(name)) continue;
      const at = ['properties', name];
      const meant = sameButForCase(name, known);
      const message = `The platform knows no property ${quoted(name)}.`;
      if (meant === null || properties[meant] !== undefined) yield { at, message };
      else yield { at, message, fix: `Write it "${meant}".`, repair: { kind: 'rename', at, name: meant } };
    }
  },
  examples: {
    of: propertiesWith,
    good: [{ scriptOperations: [], connectionParameterSets: undefined }],
    bad: [
      { part: { website: 'https://contoso.com' }, at: ['/properties/website'] },
      { part: { stackOwner: undefined, stackowner: 'Contoso' }, at: ['/properties/stackowner'] },
    ],
  },
});
