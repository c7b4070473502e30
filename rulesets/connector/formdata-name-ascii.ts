import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'formdata-name-ascii',
  severity: 'error',
  description: 'The name of a form field has only ASCII characters.',
  docs: {
    why: 'Other characters cannot stand in the head of a form’s part, so the request cannot be sent.',
    fix: 'Give the form field a name of ASCII characters; users see its `x-ms-summary`, which may have any.',
    source: 'Swagger Validator: InvalidFormDataParameterName.',
  },
  *check({ parameters }) {
    for (const { in: location, name, at } of parameters) {
      if (location !== 'formData' || name === null || /^\p{ASCII}*$/u.test(name)) continue;
      yield { at: [...at, 'name'], message: `The name of the form field ${quoted(name)} has characters beyond ASCII.` };
    }
  },
  examples: {
    of: parameterWith,
    good: [{ in: 'formData', name: 'menu' }, { name: 'menü' }],
    bad: [{ part: { in: 'formData', name: 'menü' }, at: ['/paths/~1items~1{id}/get/parameters/1/name'] }],
  },
});
