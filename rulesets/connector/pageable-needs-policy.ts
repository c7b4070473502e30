import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { packageWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

const template = 'updatenextlink';

const paging = (...policies: object[]) => ({
  [packageFileNames.definition]: {
    swagger: '2.0',
    paths: { '/items': { get: { operationId: 'ListItems', 'x-ms-pageable': { nextLinkName: 'nextLink' } } } },
  },
  [packageFileNames.properties]: { properties: { policyTemplateInstances: policies } },
});
const policy = (...operations: string[]) => ({
  templateId: 'UpdateNextLink',
  title: 'Next page',
  parameters: { 'x-ms-apimTemplate-operationName': operations },
});

export default defineRule({
  on: 'package',
  id: 'pageable-needs-policy',
  severity: 'info',
  description: 'An operation with pages has the policy that leads its next link through the connector.',
  file: packageFileNames.definition,
  needs: ['definition', 'properties'],
  docs: {
    why: 'The link leads to the service itself, where the request for the next page arrives without the connection’s credentials.',
    fix: 'Add a policy "updatenextlink" for the operation to `policyTemplateInstances`.',
    source: 'apiDefinition.swagger.schema.json, `x-ms-pageable`.',
  },
  *check({ definition: { operations }, properties: { policies } }) {
    const led = policies.filter(policy => policy.template === template);
    if (led.some(policy => policy.operations.length === 0)) return;
    const ids = new Set(led.flatMap(policy => policy.operations.map(({ id }) => id)));
    for (const { value, at, id, label } of operations) {
      if (value['x-ms-pageable'] === undefined || (id !== null && ids.has(id))) continue;
      yield {
        at: [...at, 'x-ms-pageable'],
        message: `The operation ${quoted(label)} has pages, but no policy "${template}".`,
      };
    }
  },
  examples: {
    of: packageWith,
    good: [paging(policy('ListItems')), paging(policy())],
    bad: [
      { part: paging(), at: ['/paths/~1items/get/x-ms-pageable'] },
      { part: paging(policy('GetItem')), at: ['/paths/~1items/get/x-ms-pageable'] },
    ],
  },
});
