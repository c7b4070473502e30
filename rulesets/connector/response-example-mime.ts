import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { isObject } from '../../src/core/json-value.js';
import { oncePer } from '../functions/once-per.js';
import { quoted } from '../functions/quoted.js';

const withExample = (type: string, produces: unknown) => ({
  produces,
  responses: { '200': { description: 'The item.', examples: { [type]: {} } } },
});

export default defineRule({
  on: 'definition',
  id: 'response-example-mime',
  severity: 'warning',
  description: 'An example of a response is of a media type that the operation produces.',
  docs: {
    why: 'The example shows an answer that never comes, and whoever builds on it is misled.',
    fix: 'Name the example after a type of `produces`, or add its type there.',
    source: 'Swagger Validator: ResponseExampleMustBeProducedByOperation; OpenAPI 2.0 specification, Example Object.',
  },
  *check({ operations }) {
    const judged = new Set<unknown>();
    for (const { produces, responses, label } of operations) {
      for (const { value, at } of responses) {
        const { examples } = value;
        // A response that operations share is judged once.
        if (produces === null || !isObject(examples) || judged.has(examples)) continue;
        judged.add(examples);
        for (const type of Object.keys(examples)) {
          if (type.startsWith('x-') || mediaTypes(produces).has(bare(type))) continue;
          yield {
            at: [...at, 'examples', type],
            message: `The operation ${quoted(label)} does not produce ${quoted(type)}.`,
          };
        }
      }
    }
  },
  examples: {
    of: operationWith,
    good: [
      withExample('application/json', ['application/json; charset=utf-8']),
      withExample('Application/JSON', ['text/plain', 'application/json']),
      withExample('application/json', undefined),
    ],
    bad: [
      {
        part: withExample('application/xml', ['application/json']),
        at: ['/paths/~1items~1{id}/get/responses/200/examples/application~1xml'],
      },
    ],
  },
});

/** Operations share the document's list, which may be long. */
const mediaTypes = oncePer(
  (list: readonly unknown[]) => new Set(list.map(type => (typeof type === 'string' ? bare(type) : null))),
);

/** A media type without its parameters, in the form in which two are compared. */
function bare(type: string): string {
  return (type.split(';', 1)[0] ?? '').trim().toLowerCase();
}
