import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { policyOf } from '../examples.js';
import { wrongChoices } from '../functions/policy-choice.js';

const action = 'x-ms-apimTemplateParameter.existsAction';
const place = `/properties/policyTemplateInstances/0/parameters/${action}`;

export default defineRule({
  on: 'package',
  id: 'policy-exists-action-enum',
  severity: 'error',
  description: 'A policy that finds its header or query parameter already there overrides, skips or appends.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'With another word the platform does not know whose value to send, the user’s or the policy’s.',
    fix: 'Write override, skip or append in `x-ms-apimTemplateParameter.existsAction`.',
    source: 'paconn-apiProperties.schema.json; Use policies (connector documentation).',
  },
  check: ({ properties: { policies } }) => wrongChoices(policies, 'existsAction'),
  examples: {
    of: policyOf,
    good: [{ templateId: 'setheader', parameters: { [action]: 'skip' } }],
    bad: [
      { part: { templateId: 'setheader', parameters: { [action]: 'Override' } }, at: [place] },
      { part: { templateId: 'setqueryparameter', parameters: { [action]: 'replace' } }, at: [place] },
    ],
  },
});
