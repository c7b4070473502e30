import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { callSources } from '../functions/call-sources.js';
import { missingCompanion } from '../functions/companion.js';
import { dynamicCalls } from '../functions/dynamic-calls.js';
import { inputsNamed } from '../functions/operation-inputs.js';
import { quoted } from '../functions/quoted.js';

const values = { operationId: 'GetItem', 'value-path': 'id', parameters: { id: { parameter: 'id' } } };
const list = { operationId: 'GetItem', itemValuePath: 'id', parameters: { id: { parameterReference: 'body/id' } } };
const withBody = (properties: object) => ({
  parameters: [
    { name: 'id', in: 'path', type: 'string', required: true },
    { name: 'body', in: 'body', schema: { type: 'object', properties } },
  ],
});

export default defineRule({
  on: 'definition',
  id: 'dynamic-ambiguous-reference-needs-companion',
  severity: 'error',
  description: 'A reference that could mean a parameter or a property is told apart by the newer extension.',
  docs: {
    why: 'The designer may take the value of the wrong input, and users are offered what belongs to something else.',
    fix: 'Add `x-ms-dynamic-list` (for a schema `x-ms-dynamic-properties`), whose references say whether they mean "id" or "body/id".',
    source:
      'Swagger Validator: DynamicListExtensionRequiredForAmbiguousReferences, DynamicPropertiesExtensionRequiredForAmbiguousReferences.',
  },
  *check(index) {
    for (const call of dynamicCalls(index)) {
      const companion = missingCompanion(call);
      if (companion === null) continue;
      for (const { given } of call.supplied) {
        if (given.kind !== 'reference') continue;
        const source = callSources(index, call).find(one => {
          const { inputs } = inputsNamed(index, one, given.to);
          return inputs.some(({ kind }) => kind === 'property') && inputs.some(({ kind }) => kind !== 'property');
        });
        if (!source) continue;
        yield {
          at: given.at,
          message: `${quoted(given.to)} is both a parameter of ${quoted(source.label)} and a property of its body, and "${companion}" does not say which is meant.`,
        };
      }
    }
  },
  examples: {
    of: operationWith,
    good: [
      withBody({ size: { type: 'string', 'x-ms-dynamic-values': values } }),
      withBody({
        id: { type: 'string' },
        size: { type: 'string', 'x-ms-dynamic-values': values, 'x-ms-dynamic-list': list },
      }),
    ],
    bad: [
      {
        part: withBody({ id: { type: 'string' }, size: { type: 'string', 'x-ms-dynamic-values': values } }),
        at: [
          '/paths/~1items~1{id}/get/parameters/1/schema/properties/size/x-ms-dynamic-values/parameters/id/parameter',
        ],
      },
    ],
  },
});
