import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import type { OperationEntry } from '../definition-index.js';
import type { JsonObject } from '../../src/core/json-value.js';
import { quoted } from '../functions/quoted.js';
import { statusesOf } from '../functions/statuses-of.js';

const done = { description: 'Done.' };
const withSchema = { ...done, schema: { type: 'object', properties: { name: { type: 'string' } } } };
const itemsOf = (method: string, operation: JsonObject, others: JsonObject = {}) => ({
  paths: { '/items': { [method]: operation, ...others } },
});
const responses = '/paths/~1items/get/responses';

/** The statuses whose schema the designer shows. */
const shown = ['200', '201'];
/** Success without an answer to describe: accepted, and done. */
const silent = ['202', '204'];
/** Methods whose answer has no content, or none that anybody uses. */
const silentMethods = ['delete', 'head', 'options'];

export default defineRule({
  on: 'definition',
  id: 'response-schema-200-201',
  severity: 'warning',
  description: 'The response 200 or 201 of an operation that users see has a schema.',
  docs: {
    why: 'Without it the designer offers no outputs of the step, and users have to take the answer apart by hand.',
    fix: 'Add the `schema` of the answer to the response 200 or 201; if there is no answer, say 204.',
    source: 'Swagger Validator: SchemaDefinitionSetIncorrectly; pull request template, item 4.',
  },
  *check({ operations }) {
    for (const operation of operations) {
      const { at, label } = operation;
      if (!hasOutputs(operation)) continue;
      const own = operation.responses.filter(one => shown.includes(one.status));
      if (own.some(one => one.value.schema !== undefined)) continue;
      yield {
        at: own[0]?.usedAt ?? [...at, 'responses'],
        message: `Neither the response 200 nor 201 of ${quoted(label)} has a schema.`,
      };
    }
  },
  examples: {
    of: definitionWith,
    good: [
      itemsOf('get', { responses: { '200': done, '201': withSchema } }),
      itemsOf('get', { responses: { '202': done, '404': done } }),
      itemsOf('delete', { responses: { '200': done } }),
      itemsOf('get', { responses: { '200': done }, 'x-ms-visibility': 'internal' }),
      itemsOf('get', { responses: { '200': done }, deprecated: true }),
      itemsOf('post', { responses: { '200': done } }, { 'x-ms-notification-content': withSchema }),
    ],
    bad: [
      { part: itemsOf('get', { responses: { '200': done } }), at: [`${responses}/200`] },
      { part: itemsOf('get', { responses: { default: withSchema } }), at: [responses] },
    ],
  },
});

function hasOutputs(operation: OperationEntry): boolean {
  const { internal, deprecated, method, pathItem } = operation;
  if (internal || deprecated || silentMethods.includes(method)) return false;
  // What a webhook gives to the flow is described by its path.
  if (pathItem.value['x-ms-notification-content'] !== undefined) return false;
  const statuses = statusesOf(operation);
  const successes = statuses.filter(status => /^2\d\d$/.test(status));
  return statuses.length > 0 && (successes.length === 0 || !successes.every(status => silent.includes(status)));
}
