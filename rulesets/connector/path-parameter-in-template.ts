import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { templateVariables } from '../functions/template-variables.js';

export default defineRule({
  on: 'definition',
  id: 'path-parameter-in-template',
  severity: 'error',
  description: 'Every path parameter occurs in its path.',
  docs: {
    why: 'Users fill in a value that is never sent.',
    fix: 'Put the name in braces into the path, or move the parameter to query or header.',
    source: 'Swagger Validator: PathParameterNotDefinedInTemplate.',
  },
  *check({ operations }) {
    for (const { template, parameters, label } of operations) {
      const variables = new Set(templateVariables(template));
      for (const { in: location, name, at } of parameters) {
        if (location !== 'path' || name === null || variables.has(name)) continue;
        yield { at, message: `The path of ${quoted(label)}, ${quoted(template)}, has no variable ${quoted(name)}.` };
      }
    }
  },
  examples: {
    of: parameterWith,
    good: [{ in: 'query' }],
    bad: [{ part: { in: 'path', required: true }, at: ['/paths/~1items~1{id}/get/parameters/1'] }],
  },
});
