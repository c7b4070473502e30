import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { propertiesWith } from '../examples.js';
import { policyTemplates } from '../functions/policy-templates.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'package',
  id: 'policy-template-known',
  severity: 'error',
  description: 'Every policy is made from a template that the platform has.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'A policy that does not exist is not applied: requests go out without the header or to the wrong address.',
    fix: `Set \`templateId\` to one of ${[...policyTemplates.keys()].join(', ')}.`,
    source: 'paconn-apiProperties.schema.json; Use policies (connector documentation).',
  },
  *check({ properties: { policies } }) {
    for (const { template, at, value } of policies) {
      if (template !== null && policyTemplates.has(template)) continue;
      yield {
        at: value.templateId === undefined ? at : [...at, 'templateId'],
        message:
          template === null ? 'This policy names no template.' : `There is no policy template ${quoted(template)}.`,
      };
    }
  },
  examples: {
    of: propertiesWith,
    good: [{ policyTemplateInstances: [{ templateId: 'SetHeader', title: 'Client', parameters: {} }] }],
    bad: [
      {
        part: { policyTemplateInstances: [{ templateId: 'addheader' }, { title: 'Host' }] },
        at: ['/properties/policyTemplateInstances/0/templateId', '/properties/policyTemplateInstances/1'],
      },
    ],
  },
});
