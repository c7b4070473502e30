import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { describedValues } from '../functions/described-values.js';

export default defineRule({
  on: 'definition',
  id: 'enum-not-empty',
  severity: 'error',
  description: 'A list of choices offers at least one.',
  docs: {
    why: 'Users see a list that they can choose nothing from, and cannot go on.',
    fix: 'List the values in `enum`, or remove it where any value will do.',
    source: 'Swagger Validator: EnumMustContainAtLeastOneElement.',
  },
  *check(index) {
    for (const { value, at } of describedValues(index, 'enum')) {
      if (!Array.isArray(value.enum) || value.enum.length > 0) continue;
      yield { at: [...at, 'enum'], message: 'The list of choices is empty.' };
    }
  },
  examples: {
    of: parameterWith,
    good: [{ enum: ['red', 'green'] }],
    bad: [
      { part: { enum: [] }, at: ['/paths/~1items~1{id}/get/parameters/1/enum'] },
      {
        part: { type: 'array', items: { type: 'string', enum: [] } },
        at: ['/paths/~1items~1{id}/get/parameters/1/items/enum'],
      },
    ],
  },
});
