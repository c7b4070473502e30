import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { dynamicCalls } from '../functions/dynamic-calls.js';
import { inputsNamed, parameterNames } from '../functions/operation-inputs.js';
import { quoted } from '../functions/quoted.js';

const calling = (parameters: object) => ({
  'x-ms-dynamic-values': { operationId: 'GetItem', 'value-path': 'id', parameters },
});
const parameters = '/paths/~1items~1{id}/get/parameters/1/x-ms-dynamic-values/parameters';

export default defineRule({
  on: 'definition',
  id: 'dynamic-parameter-names-exist',
  severity: 'error',
  description: 'Every parameter that a dynamic call supplies is one of the called operation.',
  docs: {
    why: 'What is supplied under another name is not sent, so the call fails or gives the values of something else.',
    fix: 'Write the name exactly as the called operation has it; a property of its body is written as a path.',
    source: 'Swagger Validator: OperationParameterNameNotFound.',
  },
  *check(index) {
    for (const { operation, supplied } of dynamicCalls(index)) {
      if (operation === null) continue;
      for (const { name, at } of supplied) {
        const { inputs, open } = inputsNamed(index, operation, name);
        if (inputs.length > 0 || open) continue;
        const meant = parameterNames(operation).get(name.trim().toLowerCase());
        const isFree = meant !== undefined && supplied.every(one => one.name !== meant);
        yield {
          at,
          message: `The operation ${quoted(operation.label)} has no parameter ${quoted(name)}.`,
          ...(meant !== undefined && { fix: `Write it ${quoted(meant)}.` }),
          ...(meant !== undefined && isFree && { repair: { kind: 'rename', at, name: meant } }),
        };
      }
    }
  },
  examples: {
    of: parameterWith,
    good: [calling({ id: '7', color: { parameter: 'color' } }), calling({})],
    bad: [
      { part: calling({ id: '7', size: 4 }), at: [`${parameters}/size`] },
      { part: calling({ ID: '7' }), at: [`${parameters}/ID`] },
    ],
  },
});
