import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { arrayOf } from '../../src/core/json-value.js';
import { describedValues } from '../functions/described-values.js';
import { shown } from '../functions/quoted.js';
import { asType, isOfOtherType } from '../functions/value-type.js';

const parameter = '/paths/~1items~1{id}/get/parameters/1';

export default defineRule({
  on: 'definition',
  id: 'enum-type-match',
  severity: 'warning',
  description: 'Every choice is a value of the type that is given.',
  docs: {
    why: 'What users choose is sent as another type than the API takes, and the call fails.',
    fix: 'Write the choices as the type wants them: numbers and true or false without quotation marks, texts with them; or correct the type.',
    source: 'Swagger Validator: InvalidEnumValue.',
  },
  *check(index) {
    for (const { value, at, isParameter } of describedValues(index, 'enum')) {
      for (const [position, choice] of arrayOf(value.enum).entries()) {
        if (!isOfOtherType(choice, value.type)) continue;
        const place = [...at, 'enum', position];
        const meant = asType(choice, value.type);
        yield {
          at: place,
          message: `The choice ${shown(choice)} is not of type ${shown(value.type)}.`,
          ...(meant !== null && { fix: `Write it ${shown(meant)}.` }),
          // In a path, query or header a number and its text look the same. Names for the choices would no longer fit.
          ...(isParameter &&
            value['x-ms-enum-values'] === undefined &&
            (typeof meant === 'number' || typeof choice === 'number') &&
            meant !== null && { repair: { kind: 'set', at: place, value: meant } as const }),
        };
      }
    }
  },
  examples: {
    of: parameterWith,
    good: [
      { type: 'string', enum: ['1', '2'] },
      { type: 'integer', enum: [1, 2] },
      { type: 'array', items: { type: 'boolean', enum: [true] } },
    ],
    bad: [
      { part: { type: 'integer', enum: ['1', 2, 2.5] }, at: [`${parameter}/enum/0`, `${parameter}/enum/2`] },
      { part: { type: 'string', enum: [1, null] }, at: [`${parameter}/enum/0`, `${parameter}/enum/1`] },
      {
        part: { type: 'array', items: { type: 'boolean', enum: ['true', 'no'] } },
        at: [`${parameter}/items/enum/0`, `${parameter}/items/enum/1`],
      },
    ],
  },
});
