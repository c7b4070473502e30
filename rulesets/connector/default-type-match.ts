import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { describedValues } from '../functions/described-values.js';
import { shown } from '../functions/quoted.js';
import { asType, isOfOtherType } from '../functions/value-type.js';

const parameter = '/paths/~1items~1{id}/get/parameters/1';

export default defineRule({
  on: 'definition',
  id: 'default-type-match',
  severity: 'warning',
  description: 'A default is a value of the type that is given.',
  docs: {
    why: 'A default of another type is not shown, or it is sent and the call of everybody who keeps it fails.',
    fix: 'Write the default as the type wants it: numbers and true or false without quotation marks, texts with them; or correct the type.',
    source: 'OpenAPI 2.0 specification, Schema Object, `default`; Swagger Validator: DefaultValueMustMatchType.',
  },
  *check(index) {
    for (const { value, at, isParameter } of describedValues(index, 'default')) {
      if (value.default === undefined || !isOfOtherType(value.default, value.type)) continue;
      const place = [...at, 'default'];
      const meant = asType(value.default, value.type);
      yield {
        at: place,
        message: `The default ${shown(value.default)} is not of type ${shown(value.type)}.`,
        ...(meant !== null && { fix: `Write it ${shown(meant)}.` }),
        // In a path, query or header a number and its text look the same.
        ...(isParameter &&
          (typeof meant === 'number' || typeof value.default === 'number') &&
          meant !== null && { repair: { kind: 'set', at: place, value: meant } as const }),
      };
    }
  },
  examples: {
    of: parameterWith,
    good: [
      { type: 'integer', default: 10 },
      { type: 'string', default: '10' },
      { type: 'array', items: { type: 'string' }, default: ['red'] },
    ],
    bad: [
      { part: { type: 'integer', default: '10' }, at: [`${parameter}/default`] },
      { part: { type: 'string', default: 10 }, at: [`${parameter}/default`] },
      { part: { type: 'boolean', default: 'false' }, at: [`${parameter}/default`] },
      { part: { type: 'number', default: '' }, at: [`${parameter}/default`] },
      { part: { type: 'array', items: { type: 'string', default: null } }, at: [`${parameter}/items/default`] },
    ],
  },
});
