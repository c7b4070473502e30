import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { objectOf } from '../../src/core/json-value.js';
import { quoted } from '../functions/quoted.js';

const text = { type: 'string' };
const withHeaders = (...names: string[]) => ({
  responses: { '200': { description: 'The item.', headers: Object.fromEntries(names.map(name => [name, text])) } },
});

export default defineRule({
  on: 'definition',
  id: 'response-headers-unique',
  severity: 'error',
  description: 'No response has the same header twice, upper and lower case aside.',
  docs: {
    why: 'HTTP does not tell the two apart: users see two outputs, and one of them is always empty.',
    fix: 'Keep one of the two.',
    source: 'Swagger Validator: ResponseHeadersAreNotUnique; HTTP Semantics (RFC 9110), section 5.1.',
  },
  *check({ responses }) {
    for (const { value, at } of responses) {
      const seen = new Map<string, string>();
      for (const name of Object.keys(objectOf(value.headers))) {
        const folded = name.toLowerCase();
        const first = seen.get(folded);
        if (first === undefined) seen.set(folded, name);
        else {
          yield {
            at: [...at, 'headers', name],
            message: `The header ${quoted(name)} is the same as ${quoted(first)}.`,
          };
        }
      }
    }
  },
  examples: {
    of: operationWith,
    good: [withHeaders('Location', 'X-Color')],
    bad: [{ part: withHeaders('X-Color', 'x-color'), at: ['/paths/~1items~1{id}/get/responses/200/headers/x-color'] }],
  },
});
