import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { callSources } from '../functions/call-sources.js';
import { missingCompanion } from '../functions/companion.js';
import { dynamicCalls } from '../functions/dynamic-calls.js';
import { inputsNamed } from '../functions/operation-inputs.js';
import { quoted } from '../functions/quoted.js';

const values = { operationId: 'GetItem', 'value-path': 'id', parameters: { id: { parameter: 'shop' } } };
const list = { operationId: 'GetItem', itemValuePath: 'id', parameters: { id: { parameterReference: 'body/shop' } } };
const withBody = (size: object) => ({
  parameters: [
    { name: 'id', in: 'path', type: 'string', required: true },
    {
      name: 'body',
      in: 'body',
      schema: { type: 'object', properties: { shop: { type: 'string' }, size: { type: 'string', ...size } } },
    },
  ],
});
const answering = (schema: object) => ({ responses: { '200': { description: 'The item.', schema } } });

export default defineRule({
  on: 'definition',
  id: 'dynamic-body-reference-needs-companion',
  severity: 'error',
  description:
    'A dynamic call that refers into a body, or takes the properties out of a schema, has the newer extension too.',
  docs: {
    why: 'The older extension cannot name a property in a body, so the call is made without the value that the user entered.',
    fix: 'Add `x-ms-dynamic-list` (for a schema `x-ms-dynamic-properties`) with the same call, and write the reference as a path: "body/shop".',
    source:
      'Swagger Validator: DynamicListExtensionRequiredForNonParameterReferences, DynamicPropertiesExtensionRequiredForNonParameterReferences, DynamicPropertiesExtensionRequiredForPropertiesValuePath.',
  },
  *check(index) {
    for (const call of dynamicCalls(index)) {
      const companion = missingCompanion(call);
      if (companion === null) continue;
      const { valuePath } = call;
      if (call.gives === 'schema' && valuePath !== null && /(?:^|\/)properties$/.test(valuePath.text)) {
        yield {
          at: valuePath.at,
          message: `The path ${quoted(valuePath.text)} leads to the properties of a schema, and there is no "${companion}" that leads to the schema.`,
        };
      }
      for (const { given } of call.supplied) {
        if (given.kind !== 'reference') continue;
        const source = callSources(index, call).find(one => {
          const { inputs } = inputsNamed(index, one, given.to);
          return inputs.length > 0 && inputs.every(({ kind }) => kind === 'property');
        });
        if (!source) continue;
        yield {
          at: given.at,
          message: `${quoted(given.to)} is a property in the body of ${quoted(source.label)}, which only "${companion}" can name.`,
        };
      }
    }
  },
  examples: {
    of: operationWith,
    good: [
      withBody({ 'x-ms-dynamic-values': values, 'x-ms-dynamic-list': list }),
      answering({ type: 'object', 'x-ms-dynamic-schema': { operationId: 'GetItem', 'value-path': 'schema' } }),
    ],
    bad: [
      {
        part: withBody({ 'x-ms-dynamic-values': values }),
        at: [
          '/paths/~1items~1{id}/get/parameters/1/schema/properties/size/x-ms-dynamic-values/parameters/id/parameter',
        ],
      },
      {
        part: answering({
          type: 'object',
          'x-ms-dynamic-schema': { operationId: 'GetItem', 'value-path': 'schema/properties' },
        }),
        at: ['/paths/~1items~1{id}/get/responses/200/schema/x-ms-dynamic-schema/value-path'],
      },
    ],
  },
});
