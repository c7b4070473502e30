import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

const done = { description: 'Done.' };
const withSchema = { ...done, schema: { type: 'object', properties: { name: { type: 'string' } } } };
const responses = '/paths/~1items~1{id}/get/responses';

export default defineRule({
  on: 'definition',
  id: 'response-single-schema',
  severity: 'info',
  description: 'One response of an operation has a schema, and no other.',
  docs: {
    why: 'The designer shows the outputs of one response only; those of the others are never seen.',
    fix: 'Keep the schema at the response that users work with, usually 200, and describe the others in words.',
    source: 'Swagger Validator: OperationHasManyResponsesWithSchema.',
  },
  *check({ operations }) {
    for (const { at, label, responses: own } of operations) {
      const count = own.filter(one => one.value.schema !== undefined).length;
      if (count < 2) continue;
      yield {
        at: [...at, 'responses'],
        message: `The operation ${quoted(label)} has ${count} responses with a schema; one of them is used.`,
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ responses: { '200': withSchema, '404': done } }],
    bad: [{ part: { responses: { '200': withSchema, '404': withSchema } }, at: [responses] }],
  },
});
