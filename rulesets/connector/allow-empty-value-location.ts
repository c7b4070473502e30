import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

const member = 'allowEmptyValue';

export default defineRule({
  on: 'definition',
  id: 'allow-empty-value-location',
  severity: 'error',
  description: '`allowEmptyValue` is only at query parameters and form fields.',
  docs: {
    why: 'In a path or a header an empty value is no value: what the definition promises fails in the flow.',
    fix: `Remove \`${member}\`, or make the parameter a query parameter if the service takes it there.`,
    source: 'Swagger Validator: AllowEmptyValueOnlyValidForQueryFormData; OpenAPI 2.0 specification, Parameter Object.',
  },
  *check({ parameters }) {
    for (const { in: location, value, name, at } of parameters) {
      // A body describes its value in its schema alone, which another rule says.
      if (value[member] === undefined || (location !== 'path' && location !== 'header')) continue;
      yield {
        at: [...at, member],
        message: `The parameter ${quoted(name ?? '')} is in ${quoted(location)}, where ${member} has no meaning.`,
        repair: { kind: 'remove', at: [...at, member] },
      };
    }
  },
  examples: {
    of: parameterWith,
    good: [
      { in: 'query', [member]: true },
      { in: 'formData', [member]: true },
    ],
    bad: [{ part: { in: 'header', [member]: true }, at: [`/paths/~1items~1{id}/get/parameters/1/${member}`] }],
  },
});
