import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { propertiesWith } from '../examples.js';
import { textOf } from '../functions/text-of.js';

export default defineRule({
  on: 'package',
  id: 'policy-title-present',
  severity: 'info',
  description: 'A policy has a title.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'Whoever opens the connector later sees a list of policies and cannot tell what each is for.',
    fix: 'Say in `title` what the policy does, such as "Send the client’s name".',
    source: 'paconn-apiProperties.schema.json.',
  },
  *check({ properties: { policies } }) {
    for (const { value, at } of policies) {
      if (textOf(value.title) !== null) continue;
      yield { at: value.title === undefined ? at : [...at, 'title'], message: 'This policy has no title.' };
    }
  },
  examples: {
    of: policyTemplateInstances => propertiesWith({ policyTemplateInstances }),
    good: [[{ templateId: 'setheader', title: 'Send the client’s name', parameters: {} }]],
    bad: [
      {
        part: [
          { templateId: 'setheader', parameters: {} },
          { templateId: 'setheader', title: ' ', parameters: {} },
        ],
        at: ['/properties/policyTemplateInstances/0', '/properties/policyTemplateInstances/1/title'],
      },
    ],
  },
});
