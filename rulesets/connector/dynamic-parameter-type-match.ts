import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { callSources } from '../functions/call-sources.js';
import { dynamicCalls } from '../functions/dynamic-calls.js';
import { inputsNamed } from '../functions/operation-inputs.js';
import { quoted, shown } from '../functions/quoted.js';
import { isOfOtherType, schemaTypes } from '../functions/value-type.js';

const id = { name: 'id', in: 'path', type: 'string', required: true };
const amount = { name: 'amount', in: 'query', type: 'integer' };
const size = (parameters: object) => ({
  name: 'size',
  in: 'query',
  type: 'string',
  'x-ms-dynamic-values': { operationId: 'GetItem', 'value-path': 'id', parameters },
});
const calling = (parameters: object) => ({ parameters: [id, amount, size(parameters)] });
const parameters = '/paths/~1items~1{id}/get/parameters/2/x-ms-dynamic-values/parameters';

export default defineRule({
  on: 'definition',
  id: 'dynamic-parameter-type-match',
  severity: 'warning',
  description: 'What a dynamic call supplies has the type that the called operation expects.',
  docs: {
    why: 'A value of another type is refused by the service, and the list or the fields do not appear.',
    fix: 'Write the fixed value in the expected type, or refer to an input of that type.',
    source: 'Swagger Validator: OperationParameterTypeMismatch, OperationParameterStaticTypeMismatch.',
  },
  *check(index) {
    for (const call of dynamicCalls(index)) {
      const { operation, supplied } = call;
      if (operation === null) continue;
      for (const { name, given } of supplied) {
        const { inputs } = inputsNamed(index, operation, name);
        const expected = inputs[0]?.schema.type;
        if (inputs.length !== 1 || !isKnown(expected)) continue;
        if (given.kind === 'static') {
          if (given.value === null || !isOfOtherType(given.value, expected)) continue;
          yield {
            at: given.at,
            message: `${quoted(name)} of the called operation has the type ${expected}, but is given ${shown(given.value)}.`,
          };
        }
        if (given.kind !== 'reference') continue;
        const found = callSources(index, call)
          .map(source => inputsNamed(index, source, given.to).inputs)
          .find(one => one.length === 1 && one.every(({ schema }) => !fits(schema.type, expected)));
        if (!found) continue;
        yield {
          at: given.at,
          message: `${quoted(given.to)} has the type ${String(found[0]?.schema.type)}, but ${quoted(name)} of the called operation has the type ${expected}.`,
        };
      }
    }
  },
  examples: {
    of: operationWith,
    good: [calling({ id: '7', amount: { parameter: 'amount' } }), calling({ id: { parameter: 'id' }, amount: 4 })],
    bad: [
      { part: calling({ id: 7 }), at: [`${parameters}/id`] },
      { part: calling({ id: { parameter: 'amount' } }), at: [`${parameters}/id/parameter`] },
    ],
  },
});

/** True when a value of this type can be sent where that type is expected; types that are not known are let pass. */
function fits(type: unknown, expected: string): boolean {
  return type === expected || !isKnown(type) || (type === 'integer' && expected === 'number');
}

function isKnown(type: unknown): type is string {
  return typeof type === 'string' && type !== 'file' && schemaTypes.includes(type);
}
