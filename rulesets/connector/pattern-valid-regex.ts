import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { describedValues } from '../functions/described-values.js';
import { quoted, shown } from '../functions/quoted.js';
import { patternFault } from '../functions/pattern-fault.js';

const parameter = '/paths/~1items~1{id}/get/parameters/1';

export default defineRule({
  on: 'definition',
  id: 'pattern-valid-regex',
  severity: 'error',
  description: 'A pattern is a regular expression.',
  docs: {
    why: 'A pattern that cannot be read is not checked, or the operation fails whatever users enter.',
    fix: 'Correct the expression; remember that JSON wants every backslash twice.',
    source: 'OpenAPI 2.0 specification, Schema Object; Swagger Validator: PatternShouldBeValidRegularExpression.',
  },
  *check(index) {
    for (const { value, at } of describedValues(index, 'pattern')) {
      const { pattern } = value;
      if (pattern === undefined) continue;
      const place = [...at, 'pattern'];
      if (typeof pattern !== 'string') {
        yield { at: place, message: `A pattern has to be a text, not ${shown(pattern)}.` };
        continue;
      }
      const fault = patternFault(pattern);
      if (fault !== null) yield { at: place, message: `The pattern ${quoted(pattern)} cannot be read: ${fault}.` };
    }
  },
  examples: {
    of: parameterWith,
    good: [
      { pattern: '^[0-9a-f]{8}$' },
      { pattern: '^(?=.*\\d)(\\w)\\1$' },
      { pattern: '^(a+)+$' },
      { pattern: '(?i)^(?P<letters>[a-z]+)$' },
    ],
    bad: [
      { part: { pattern: '^(abc$' }, at: [`${parameter}/pattern`] },
      { part: { pattern: 5 }, at: [`${parameter}/pattern`] },
      { part: { pattern: '(?=a)(?<name' }, at: [`${parameter}/pattern`] },
      {
        part: { type: 'array', items: { type: 'string', pattern: '[z-a]' } },
        at: [`${parameter}/items/pattern`],
      },
    ],
  },
});
