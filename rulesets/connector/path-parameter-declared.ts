import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { templateVariables } from '../functions/template-variables.js';

export default defineRule({
  on: 'definition',
  id: 'path-parameter-declared',
  severity: 'error',
  description: 'Every variable of a path is declared as a path parameter.',
  docs: {
    why: 'Users are not asked for the value, and the call goes to an address with braces in it.',
    fix: 'Add a parameter with this name, `"in": "path"` and `"required": true`.',
    source: 'Swagger Validator: OperationMissingPathParameter.',
  },
  *check({ operations }) {
    for (const { template, parameters, at, label } of operations) {
      const declared = new Set(parameters.filter(one => one.in === 'path').map(one => one.name));
      for (const name of new Set(templateVariables(template))) {
        if (declared.has(name)) continue;
        yield { at, message: `The operation ${quoted(label)} does not declare the path parameter ${quoted(name)}.` };
      }
    }
  },
  examples: {
    of: operationWith,
    good: [{}],
    bad: [{ part: { parameters: [] }, at: ['/paths/~1items~1{id}/get'] }],
  },
});
