import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

const item = { name: 'item', in: 'body', schema: { type: 'object' } };
const color = { name: 'color', in: 'formData', type: 'string' };

export default defineRule({
  on: 'definition',
  id: 'parameters-body-xor-formdata',
  severity: 'error',
  description: 'An operation takes a body or form fields, not both.',
  docs: {
    why: 'Form fields are the body of a request: with both, one of them is never sent.',
    fix: 'Make the body’s properties form fields too, or move the form fields into the body’s schema.',
    source: 'Swagger Validator: ParameterListContainsFormDataAndBody.',
  },
  *check({ operations }) {
    for (const { value, at, parameters, label } of operations) {
      const locations = new Set(parameters.map(one => one.in));
      if (!locations.has('body') || !locations.has('formData')) continue;
      yield {
        at: value.parameters === undefined ? at : [...at, 'parameters'],
        message: `The operation ${quoted(label)} has a body parameter and form fields.`,
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ parameters: [item] }, { parameters: [color] }],
    bad: [{ part: { parameters: [item, color] }, at: ['/paths/~1items~1{id}/get/parameters'] }],
  },
});
