import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import type { JsonObject } from '../../src/core/json-value.js';
import { dynamicCalls } from '../functions/dynamic-calls.js';
import type { DynamicExtension } from '../functions/dynamic-calls.js';
import { inputsNamed } from '../functions/operation-inputs.js';
import { quoted } from '../functions/quoted.js';

const body = (properties: JsonObject) => ({ name: 'item', in: 'body', schema: { type: 'object', properties } });
const color = { name: 'color', in: 'query', type: 'string' };
const extension = 'x-ms-dynamic-values';
const calling = { operationId: 'ListSizes', 'value-path': 'id', parameters: { color: 'red' } };

/** An operation that takes these, and a parameter whose choices it gives. */
const called = (parameters: readonly unknown[], extensions: JsonObject = { [extension]: calling }) => ({
  paths: {
    '/sizes': { post: { operationId: 'ListSizes', parameters, responses: {} } },
    '/items': { get: { parameters: [{ name: 'size', in: 'query', type: 'string', ...extensions }], responses: {} } },
  },
});
const place = `/paths/~1items/get/parameters/0/${extension}/parameters/color`;

export default defineRule({
  on: 'definition',
  id: 'parameter-name-unambiguous',
  severity: 'warning',
  description:
    'A name that a dynamic list or schema gives a value to is a parameter or a property of the body, not both.',
  docs: {
    why: 'Which of the two gets the value is left to chance, and the list that users choose from is wrong or empty.',
    fix: 'Rename one of the two, or add the newer extension (`x-ms-dynamic-list`, `x-ms-dynamic-properties`), whose names are exact.',
    source: 'Swagger Validator: OperationParameterNameIsAmbiguous.',
  },
  *check(index) {
    for (const { operation, supplied, extension: older, holder } of dynamicCalls(index)) {
      const newer = companions[older];
      if (operation === null || newer === undefined || holder.value[newer] !== undefined) continue;
      for (const { name, at } of supplied) {
        const kinds = new Set(inputsNamed(index, operation, name).inputs.map(input => input.kind));
        if (!kinds.has('parameter') || !kinds.has('property')) continue;
        yield {
          at,
          message: `The name ${quoted(name)} is a parameter of ${quoted(operation.label)} and a property of its body.`,
          fix: `Rename one of the two, or add "${newer}" beside "${older}", whose names are exact.`,
        };
      }
    }
  },
  examples: {
    of: definitionWith,
    good: [
      called([color, body({ size: {} })]),
      called([body({ color: {} })]),
      called([color, body({ color: {} })], {
        [extension]: calling,
        'x-ms-dynamic-list': { operationId: 'ListSizes', parameters: { color: { value: 'red' } } },
      }),
    ],
    bad: [{ part: called([color, body({ color: {} })]), at: [place] }],
  },
});

/** The extensions that are superseded, each with the one in which the path of a property begins with the name of the body. */
const companions: Partial<Record<DynamicExtension, DynamicExtension>> = {
  'x-ms-dynamic-values': 'x-ms-dynamic-list',
  'x-ms-dynamic-schema': 'x-ms-dynamic-properties',
};
