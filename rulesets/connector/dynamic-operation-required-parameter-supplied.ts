import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { dynamicCalls } from '../functions/dynamic-calls.js';
import { quoted } from '../functions/quoted.js';
import { missingInputs } from '../functions/required-inputs.js';

const parameter = '/paths/~1items~1{id}/get/parameters/1';

export default defineRule({
  on: 'definition',
  id: 'dynamic-operation-required-parameter-supplied',
  severity: 'error',
  description: 'A dynamic call supplies every parameter that the called operation requires.',
  docs: {
    why: 'The call is refused, so the list stays empty or the fields never appear.',
    fix: 'Add the parameter to `parameters` with a fixed value, or with a reference to what the user entered elsewhere.',
    source: 'Swagger Validator: OperationMissingRequiredProperty.',
  },
  *check(index) {
    for (const { operation, supplied, value, at } of dynamicCalls(index)) {
      if (operation === null) continue;
      const names = supplied.map(({ name }) => name);
      for (const name of missingInputs(index, operation, names)) {
        yield {
          at: value.parameters === undefined ? at : [...at, 'parameters'],
          message: `The call does not supply ${quoted(name)}, which the operation ${quoted(operation.label)} requires.`,
        };
      }
    }
  },
  examples: {
    of: parameterWith,
    good: [
      {
        'x-ms-dynamic-values': { operationId: 'GetItem', 'value-path': 'id', parameters: { id: { parameter: 'id' } } },
      },
      { 'x-ms-dynamic-list': { operationId: 'GetItem', itemValuePath: 'id', parameters: { id: { value: '7' } } } },
    ],
    bad: [
      {
        part: { 'x-ms-dynamic-values': { operationId: 'GetItem', 'value-path': 'id' } },
        at: [`${parameter}/x-ms-dynamic-values`],
      },
      {
        part: { 'x-ms-dynamic-list': { operationId: 'GetItem', itemValuePath: 'id', parameters: {} } },
        at: [`${parameter}/x-ms-dynamic-list/parameters`],
      },
    ],
  },
});
