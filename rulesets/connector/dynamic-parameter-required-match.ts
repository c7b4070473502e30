import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { callSources } from '../functions/call-sources.js';
import { dynamicCalls } from '../functions/dynamic-calls.js';
import { inputsNamed } from '../functions/operation-inputs.js';
import type { Input } from '../functions/operation-inputs.js';
import { quoted } from '../functions/quoted.js';

const id = { name: 'id', in: 'path', type: 'string', required: true };
const color = { name: 'color', in: 'query', type: 'string' };
const call = (from: string) => ({
  operationId: 'GetItem',
  'value-path': 'id',
  parameters: { id: { parameter: from } },
});
const size = (from: string) => ({ name: 'size', in: 'query', type: 'string', 'x-ms-dynamic-values': call(from) });

export default defineRule({
  on: 'definition',
  id: 'dynamic-parameter-required-match',
  severity: 'warning',
  description: 'What a called operation requires is fed from an input that users have to fill in.',
  docs: {
    why: 'While the optional input is empty the call cannot be made, and users see an empty list without knowing why.',
    fix: 'Mark the input as required, give it a default, or supply a fixed value.',
    source: 'Swagger Validator: OperationParameterRequiredMismatch.',
  },
  *check(index) {
    for (const call of dynamicCalls(index)) {
      const { operation, supplied } = call;
      if (operation === null) continue;
      for (const { name, given } of supplied) {
        if (given.kind !== 'reference') continue;
        const [target, ...others] = inputsNamed(index, operation, name).inputs;
        if (!target || others.length > 0 || isOptional(target)) continue;
        const source = callSources(index, call).find(one => {
          const { inputs, open } = inputsNamed(index, one, given.to);
          return inputs.length > 0 && !open && inputs.every(isOptional);
        });
        if (!source) continue;
        yield {
          at: given.at,
          message: `${quoted(given.to)} is optional in ${quoted(source.label)}, but the called operation requires ${quoted(name)}.`,
        };
      }
    }
  },
  examples: {
    of: operationWith,
    good: [{ parameters: [id, color, size('id')] }, { parameters: [id, { ...color, default: 'red' }, size('color')] }],
    bad: [
      {
        part: { parameters: [id, color, size('color')] },
        at: ['/paths/~1items~1{id}/get/parameters/2/x-ms-dynamic-values/parameters/id/parameter'],
      },
    ],
  },
});

/** True when a step of a flow may leave it empty. */
function isOptional({ required, schema }: Input): boolean {
  return !required && schema.default === undefined;
}
