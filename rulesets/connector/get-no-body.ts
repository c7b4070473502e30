import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

const list = { operationId: 'ListItems', summary: 'List items', description: 'Lists items.', responses: {} };
const filter = { name: 'filter', in: 'body', schema: { type: 'object' } };

export default defineRule({
  on: 'definition',
  id: 'get-no-body',
  severity: 'error',
  description: 'GET and HEAD have no body.',
  docs: {
    why: 'What is sent with a GET is dropped on the way, so the input that a user fills in never arrives.',
    fix: 'Make it a query parameter, or use POST if the API offers it.',
    source: 'Swagger Validator: BodyOrFormDataParameterInFetchOperationNotAllowed.',
  },
  *check({ operations }) {
    for (const { method, parameters, label } of operations) {
      if (method !== 'get' && method !== 'head') continue;
      for (const { in: location, at } of parameters) {
        if (location !== 'body' && location !== 'formData') continue;
        yield {
          at,
          message: `The ${method.toUpperCase()} operation ${quoted(label)} takes a parameter in ${location}.`,
        };
      }
    }
  },
  examples: {
    of: definitionWith,
    good: [{ paths: { '/items': { post: { ...list, parameters: [filter] } } } }, {}],
    bad: [
      {
        part: { paths: { '/items': { get: { ...list, parameters: [filter] } } } },
        at: ['/paths/~1items/get/parameters/0'],
      },
      {
        part: {
          paths: { '/items': { head: { ...list, parameters: [{ $ref: '#/parameters/Filter' }] } } },
          parameters: { Filter: filter },
        },
        at: ['/parameters/Filter'],
      },
    ],
  },
});
