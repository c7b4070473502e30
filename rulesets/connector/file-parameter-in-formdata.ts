import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'file-parameter-in-formdata',
  severity: 'error',
  description: 'A parameter of the type file is a form field.',
  docs: {
    why: 'A file cannot travel in an address or a header, so the call fails.',
    fix: 'Write `"in": "formData"`, and let the operation consume `multipart/form-data`.',
    source: 'Swagger Validator: FileParameterMustBeInFormData.',
  },
  *check({ parameters }) {
    for (const { in: location, value, name, at } of parameters) {
      // A body has no type of its own at all, which another rule says.
      if (value.type !== 'file' || location === null || location === 'formData' || location === 'body') continue;
      yield {
        at: [...at, 'type'],
        message: `The file ${quoted(name ?? '')} is in ${quoted(location)}, which cannot carry one.`,
      };
    }
  },
  examples: {
    of: parameterWith,
    good: [{ in: 'formData', type: 'file' }],
    bad: [{ part: { in: 'query', type: 'file' }, at: ['/paths/~1items~1{id}/get/parameters/1/type'] }],
  },
});
