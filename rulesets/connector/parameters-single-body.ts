import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

const item = { name: 'item', in: 'body', schema: { type: 'object' } };

export default defineRule({
  on: 'definition',
  id: 'parameters-single-body',
  severity: 'error',
  description: 'An operation has one body parameter at most.',
  docs: {
    why: 'A request has one body: users fill in both, and one of them is lost.',
    fix: 'Make one body parameter whose schema has the properties of both.',
    source: 'Swagger Validator: OperationParametersContainMultipleBodyParameters.',
  },
  *check({ operations }) {
    for (const { value, at, parameters, label } of operations) {
      const count = parameters.filter(one => one.in === 'body').length;
      if (count < 2) continue;
      yield {
        at: value.parameters === undefined ? at : [...at, 'parameters'],
        message: `The operation ${quoted(label)} has ${count} body parameters.`,
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ parameters: [item] }],
    bad: [{ part: { parameters: [item, { ...item, name: 'color' }] }, at: ['/paths/~1items~1{id}/get/parameters'] }],
  },
});
