import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { callSources } from '../functions/call-sources.js';
import { dynamicCalls } from '../functions/dynamic-calls.js';
import { inputsNamed } from '../functions/operation-inputs.js';
import { quoted } from '../functions/quoted.js';

const hidden = { name: 'shop', in: 'query', type: 'string', default: 'main', 'x-ms-visibility': 'internal' };
const id = { name: 'id', in: 'path', type: 'string', required: true };
const size = (given: object) => ({
  name: 'size',
  in: 'query',
  type: 'string',
  'x-ms-dynamic-list': { operationId: 'GetItem', itemValuePath: 'id', parameters: { id: given } },
});

export default defineRule({
  on: 'definition',
  id: 'dynamic-source-not-internal',
  severity: 'error',
  description: 'A dynamic call does not refer to an input that users cannot see.',
  docs: {
    why: 'Users cannot fill in the hidden input and its default is not used, so the call is made without a value.',
    fix: 'Write the default as a fixed value (`"value": …`) instead of the reference, or let users see the input.',
    source: 'Swagger Validator: SourcePropertyInternal; OpenAPI extensions for custom connectors, dynamic values.',
  },
  *check(index) {
    for (const call of dynamicCalls(index)) {
      for (const { given } of call.supplied) {
        // The older extensions write `parameter`, and take the default of a hidden one.
        if (given.kind !== 'reference' || given.at.at(-1) !== 'parameterReference') continue;
        const source = callSources(index, call).find(one => {
          const { inputs, open } = inputsNamed(index, one, given.to);
          return inputs.length > 0 && !open && inputs.every(({ internal }) => internal);
        });
        if (!source) continue;
        yield {
          at: given.at,
          message: `The call refers to ${quoted(given.to)}, which users of ${quoted(source.label)} do not see.`,
        };
      }
    }
  },
  examples: {
    of: operationWith,
    good: [
      { parameters: [id, hidden, size({ value: 'main' })] },
      { parameters: [id, hidden, size({ parameterReference: 'id' })] },
    ],
    bad: [
      {
        part: { parameters: [id, hidden, size({ parameterReference: 'shop' })] },
        at: ['/paths/~1items~1{id}/get/parameters/2/x-ms-dynamic-list/parameters/id/parameterReference'],
      },
    ],
  },
});
