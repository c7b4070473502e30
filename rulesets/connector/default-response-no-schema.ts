import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

const done = { description: 'Done.' };
const schema = { type: 'object', properties: { name: { type: 'string' } } };
const responses = '/paths/~1items~1{id}/get/responses';

export default defineRule({
  on: 'definition',
  id: 'default-response-no-schema',
  severity: 'ratchet',
  description: 'The response `default` has no schema.',
  docs: {
    why: 'It stands for everything unexpected, so the fields that users pick from it are missing when they are needed.',
    fix: 'Move the schema to the response that it describes, such as 200; leave `default` with a description alone.',
    source: 'Swagger Validator: DefaultResponseHasSchema; certification policy 5000.2.4.2.',
  },
  *check({ operations }) {
    for (const { responses: own, label } of operations) {
      for (const { status, value, at, usedAt } of own) {
        if (status !== 'default' || value.schema === undefined) continue;
        yield {
          at: at === usedAt ? [...at, 'schema'] : usedAt,
          message: `The response "default" of ${quoted(label)} has a schema.`,
        };
      }
    }
  },
  examples: {
    of: operationWith,
    good: [{ responses: { '200': { ...done, schema }, default: done } }],
    bad: [{ part: { responses: { '200': done, default: { ...done, schema } } }, at: [`${responses}/default/schema`] }],
  },
});
