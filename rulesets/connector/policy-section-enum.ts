import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { policyOf } from '../examples.js';
import { wrongValue } from '../functions/policy-choice.js';
import { policyTemplates, sectionParameter } from '../functions/policy-templates.js';

const section = `/properties/policyTemplateInstances/0/parameters/${sectionParameter}`;
const header = { 'x-ms-apimTemplateParameter.name': 'X-Client', 'x-ms-apimTemplateParameter.value': 'connector' };

export default defineRule({
  on: 'package',
  id: 'policy-section-enum',
  severity: 'error',
  description: 'A policy is applied to the request or the response; one that sets a header also to a failure.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'With another section the policy is applied to no part of a call, and calls fail or return what nobody expects.',
    fix: 'Write "Request" or "Response" in `x-ms-apimTemplate-policySection`.',
    source: 'paconn-apiProperties.schema.json; Use policies (connector documentation).',
  },
  *check({ properties: { policies } }) {
    for (const policy of policies) {
      const template = policyTemplates.get(policy.template ?? '');
      if (!template) continue;
      yield* wrongValue(policy, sectionParameter, ['Request', 'Response', ...(template.alsoAppliesTo ?? [])]);
    }
  },
  examples: {
    of: policyOf,
    good: [
      { templateId: 'setheader', parameters: { ...header, [sectionParameter]: 'Failure' } },
      { templateId: 'setheader', parameters: header },
      { templateId: 'addheader', parameters: { [sectionParameter]: 'Inbound' } },
    ],
    bad: [
      { part: { templateId: 'setheader', parameters: { ...header, [sectionParameter]: 'request' } }, at: [section] },
      { part: { templateId: 'setproperty', parameters: { [sectionParameter]: 'Failure' } }, at: [section] },
    ],
  },
});
