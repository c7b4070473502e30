import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

const body = { name: 'item', in: 'body', schema: { type: 'object' } };
const form = { name: 'color', in: 'formData', type: 'string' };
const operation = '/paths/~1items~1{id}/get';

export default defineRule({
  on: 'definition',
  id: 'consumes-required',
  severity: 'warning',
  description: 'An operation that takes a body or form data says in which media type it takes it.',
  docs: {
    why: 'The platform has to guess what the API understands, and the API may refuse what users send.',
    fix: 'Add `"consumes": ["application/json"]`, or the media type that the API takes, to the operation or the definition.',
    source: 'Swagger Validator: ConsumesMissing.',
  },
  *check({ operations }) {
    for (const { consumes, parameters, value, at, label } of operations) {
      if (consumes !== null && consumes.length > 0) continue;
      const content = parameters.find(one => one.in === 'body' || one.in === 'formData');
      if (!content) continue;
      yield {
        at: Array.isArray(value.consumes) ? [...at, 'consumes'] : at,
        message: `The operation ${quoted(label)} does not say in which media type it takes its ${content.in === 'body' ? 'body' : 'form data'}.`,
        ...(content.in === 'formData' && {
          fix: 'Add "multipart/form-data" or "application/x-www-form-urlencoded", whichever the API takes, to `consumes`.',
        }),
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ parameters: [body], consumes: ['application/json'] }, { parameters: [] }],
    bad: [
      { part: { parameters: [body] }, at: [operation] },
      { part: { parameters: [form], consumes: [] }, at: [`${operation}/consumes`] },
    ],
  },
});
