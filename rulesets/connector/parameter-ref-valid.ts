import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { isObject, objectOf } from '../../src/core/json-value.js';
import { quoted } from '../functions/quoted.js';
import { referenceFault } from '../functions/reference-fault.js';

const operation = { operationId: 'GetItem', summary: 'Get', description: 'Gets.', responses: {} };
const using = (ref: unknown) => ({ '/items': { get: { ...operation, parameters: [{ $ref: ref }] } } });
const color = { name: 'color', in: 'query', type: 'string', 'x-ms-summary': 'Color', description: 'Its color.' };

export default defineRule({
  on: 'definition',
  id: 'parameter-ref-valid',
  severity: 'error',
  description: 'A reference to a parameter names one of `#/parameters`, and that one is no reference itself.',
  docs: {
    why: 'An input that cannot be found is not shown, and calls fail for want of it.',
    fix: 'Refer to a member of the top-level `parameters` as `#/parameters/Name`, or write the parameter out in place.',
    source: 'Swagger Validator: ParameterReferenceNotValid, ParameterReferenceNotFound, ParameterRefLoopNotAllowed.',
  },
  *check({ root, parameterReferences }) {
    for (const { ref, at } of parameterReferences) {
      const fault = referenceFault(root, ref, 'parameters');
      if (fault) yield { at: [...at, '$ref'], message: fault };
    }
    for (const [name, value] of Object.entries(objectOf(root.parameters))) {
      if (!isObject(value) || !Object.hasOwn(value, '$ref')) continue;
      yield {
        at: ['parameters', name, '$ref'],
        message: `The shared parameter ${quoted(name)} is itself only a reference.`,
      };
    }
  },
  examples: {
    of: definitionWith,
    good: [{ paths: using('#/parameters/Color'), parameters: { Color: color } }],
    bad: [
      {
        part: { paths: using('#/parameters/Colour'), parameters: { Color: color } },
        at: ['/paths/~1items/get/parameters/0/$ref'],
      },
      { part: { paths: using('#/definitions/Color') }, at: ['/paths/~1items/get/parameters/0/$ref'] },
      { part: { paths: using(1) }, at: ['/paths/~1items/get/parameters/0/$ref'] },
      {
        part: { parameters: { Color: { $ref: '#/parameters/Colour' }, Colour: color } },
        at: ['/parameters/Color/$ref'],
      },
    ],
  },
});
