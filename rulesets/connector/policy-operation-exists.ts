import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { propertiesWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

const policyFor = (...names: string[]) => ({
  policyTemplateInstances: [
    { templateId: 'setheader', title: 'Client', parameters: { 'x-ms-apimTemplate-operationName': names } },
  ],
});

export default defineRule({
  on: 'package',
  id: 'policy-operation-exists',
  severity: 'error',
  description: 'Every operation that a policy is limited to exists in the definition.',
  file: packageFileNames.properties,
  needs: ['definition', 'properties'],
  docs: {
    why: 'The policy is not applied to the operation that was meant, and its calls fail or go to the wrong place.',
    fix: 'Write the operationId exactly as the definition has it, or remove it from the policy.',
    source: 'Use policies (connector documentation); both files describe one connector.',
  },
  *check({ definition: { operationsById, idsByLowerCase }, properties: { policies } }) {
    for (const { id, at } of policies.flatMap(policy => policy.operations)) {
      if (operationsById.has(id)) continue;
      const meant = idsByLowerCase.get(id.trim().toLowerCase());
      yield {
        at,
        message: `The policy is limited to ${quoted(id)}, which is no operation of the definition.`,
        ...(meant !== undefined && {
          fix: `Write it ${quoted(meant)}.`,
          repair: { kind: 'set', at, value: meant },
        }),
      };
    }
  },
  examples: {
    of: propertiesWith,
    good: [policyFor('GetItem'), policyFor()],
    bad: [
      {
        part: policyFor('GetItem', 'getitem'),
        at: ['/properties/policyTemplateInstances/0/parameters/x-ms-apimTemplate-operationName/1'],
      },
    ],
  },
});
