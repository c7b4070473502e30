import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { policyOf } from '../examples.js';
import { wrongChoices } from '../functions/policy-choice.js';

const method = 'x-ms-apimTemplateParameter.httpMethod';
const place = `/properties/policyTemplateInstances/0/parameters/${method}`;

export default defineRule({
  on: 'package',
  id: 'policy-route-method-enum',
  severity: 'error',
  description: 'A policy that sends a call somewhere else names a method of HTTP.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'With a method that does not exist the call is refused wherever it is sent.',
    fix: 'Write the method in capital letters, or `@Request.OriginalHTTPMethod` to keep that of the call.',
    source: 'paconn-apiProperties.schema.json; Use policies (connector documentation).',
  },
  check: ({ properties: { policies } }) => wrongChoices(policies, 'httpMethod'),
  examples: {
    of: policyOf,
    good: [
      { templateId: 'routerequesttoendpoint', parameters: { [method]: '@Request.OriginalHTTPMethod' } },
      { templateId: 'setvaluefromurl', parameters: { [method]: 'POST' } },
    ],
    bad: [
      { part: { templateId: 'routerequesttoendpoint', parameters: { [method]: 'Get' } }, at: [place] },
      { part: { templateId: 'setvaluefromurl', parameters: { [method]: 'DELETE' } }, at: [place] },
    ],
  },
});
