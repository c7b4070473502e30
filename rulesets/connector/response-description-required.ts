import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'response-description-required',
  severity: 'error',
  description: 'Every response has a description.',
  docs: {
    why: 'OpenAPI 2.0 requires it, and importers refuse the definition without it.',
    fix: 'Add a `description`; an empty text is accepted, a sentence is better.',
    source: 'OpenAPI 2.0, "Response Object"; apiDefinition.swagger.schema.json.',
  },
  *check({ responses }) {
    for (const { value, at } of responses) {
      if (typeof value.description === 'string') continue;
      yield {
        at: value.description === undefined ? at : [...at, 'description'],
        message: `The response ${quoted(String(at.at(-1)))} has no description.`,
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ responses: { '200': { description: 'The item.' } } }],
    bad: [{ part: { responses: { '200': {} } }, at: ['/paths/~1items~1{id}/get/responses/200'] }],
  },
});
