import type { CompareRule } from '../compare-rule.js';
import { body, object, taking } from '../example-definition.js';
import { choiceWords, fieldWords } from '../field-words.js';

const color = (...values: readonly unknown[]) => ({ name: 'color', in: 'query', type: 'string', enum: values });

export const breakingEnumAdded: CompareRule = {
  on: 'fields',
  id: 'breaking-enum-added',
  severity: 'ack',
  description: 'An input that took any value is not limited to a list of values.',
  docs: {
    why: 'Flows hold values that were typed in or come from other steps; those that are not in the list are refused.',
    fix: 'Take the `enum` away, or offer the values through `x-ms-dynamic-values`, which suggests them and lets others through.',
    source: 'Breaking Change Detector; Microsoft Learn, “Operational versioning”.',
  },
  *check(differences) {
    for (const difference of differences) {
      if (difference.kind !== 'choices-added') continue;
      yield {
        pointer: difference.pointer,
        operations: difference.field.operations,
        exactly: JSON.stringify([...difference.choices].sort()),
        message: `${fieldWords(difference.field)} took any value and now takes only ${choiceWords(difference.choices)}; flows may hold others.`,
      };
    }
  },
  examples: {
    good: [
      { before: taking(color()), after: taking(color()) },
      { before: taking(color('red')), after: taking(color('red', 'blue')) },
    ],
    bad: [
      { before: taking(color()), after: taking(color('red', 'blue')), at: ['/paths/~1items/post/parameters/0/enum'] },
      {
        before: taking(body(object({ color: { type: 'string' } }))),
        after: taking(body(object({ color: { type: 'string', enum: ['red'] } }))),
        at: ['/paths/~1items/post/parameters/0/schema/properties/color/enum'],
      },
    ],
  },
};
