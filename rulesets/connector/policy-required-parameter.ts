import { packageFileNames } from '../../src/core/package.js';
import { defineRule } from '../define-rule.js';
import { policyOf } from '../examples.js';
import { isObject, objectOf } from '../../src/core/json-value.js';
import { parameterPrefix, policyTemplates } from '../functions/policy-templates.js';
import { quoted } from '../functions/quoted.js';
import { sameButForCase } from '../functions/same-but-for-case.js';

const policy = '/properties/policyTemplateInstances/0';

export default defineRule({
  on: 'package',
  id: 'policy-required-parameter',
  severity: 'error',
  description: 'A policy has every parameter that its template needs.',
  file: packageFileNames.properties,
  needs: ['properties'],
  docs: {
    why: 'A template without its parameters does nothing or fails each call: the header, the host or the property is not set.',
    fix: 'Add the parameter with the value that the template shall use; its name starts with `x-ms-apimTemplateParameter.`.',
    source: 'paconn-apiProperties.schema.json; Use policies (connector documentation).',
  },
  *check({ properties: { policies } }) {
    for (const { template, value, at } of policies) {
      const parameters = objectOf(value.parameters);
      const place = isObject(value.parameters) ? [...at, 'parameters'] : at;
      for (const name of policyTemplates.get(template ?? '')?.required ?? []) {
        const key = `${parameterPrefix}${name}`;
        if (Object.hasOwn(parameters, key)) continue;
        const written = sameButForCase(key, Object.keys(parameters).slice(0, 100));
        const message = `The policy ${quoted(template ?? '')} has no parameter \`${key}\`.`;
        if (written === null) yield { at: place, message, fix: `Add \`${key}\` to the policy’s \`parameters\`.` };
        else {
          const misspelt = [...place, written];
          yield {
            at: misspelt,
            message,
            fix: `Write ${quoted(written)} as "${key}".`,
            repair: { kind: 'rename', at: misspelt, name: key },
          };
        }
      }
    }
  },
  examples: {
    of: policyOf,
    good: [
      {
        templateId: 'setheader',
        parameters: { 'x-ms-apimTemplateParameter.name': 'X-Client', 'x-ms-apimTemplateParameter.value': 'connector' },
      },
      { templateId: 'moveproperties', parameters: {} },
    ],
    bad: [
      {
        part: { templateId: 'SetHeader', parameters: { 'x-ms-apimTemplateParameter.name': 'X-Client' } },
        at: [`${policy}/parameters`],
      },
      {
        part: {
          templateId: 'dynamichosturl',
          parameters: { 'x-ms-apimTemplateParameter.urltemplate': 'https://contoso.com' },
        },
        at: [`${policy}/parameters/x-ms-apimTemplateParameter.urltemplate`],
      },
    ],
  },
});
