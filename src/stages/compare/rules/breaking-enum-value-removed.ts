import type { CompareRule } from '../compare-rule.js';
import { body, object, taking } from '../example-definition.js';
import { choiceWords, fieldWords } from '../field-words.js';

const color = (...values: readonly unknown[]) => ({ name: 'color', in: 'query', type: 'string', enum: values });

export const breakingEnumValueRemoved: CompareRule = {
  on: 'fields',
  id: 'breaking-enum-value-removed',
  severity: 'ack',
  description: 'Every value that could be chosen for an input can still be chosen.',
  docs: {
    why: 'Flows hold the value that was chosen when they were made and go on sending it; the service refuses it.',
    fix: 'Put the value back into `enum`; if the service refuses it, say so in the description, or add a new revision of the operation.',
    source: 'Breaking Change Detector; Microsoft Learn, “Operational versioning”.',
  },
  *check(differences) {
    for (const difference of differences) {
      if (difference.kind !== 'choices-removed') continue;
      yield {
        pointer: difference.pointer,
        operations: difference.field.operations,
        exactly: JSON.stringify([...difference.choices].sort()),
        message: `${fieldWords(difference.field)} no longer takes ${choiceWords(difference.choices)}; flows in which that was chosen keep sending it.`,
      };
    }
  },
  examples: {
    good: [
      { before: taking(color('red')), after: taking(color('red', 'blue')) },
      { before: taking(color('red', 'blue')), after: taking(color()) },
      { before: taking(color('1', '2')), after: taking(color(2, 1)) },
    ],
    bad: [
      {
        before: taking(color('red', 'blue')),
        after: taking(color('red')),
        at: ['/paths/~1items/post/parameters/0/enum'],
      },
      {
        before: taking(body(object({ colors: { type: 'array', items: color('red', 'blue') } }))),
        after: taking(body(object({ colors: { type: 'array', items: color('blue', 'green') } }))),
        at: ['/paths/~1items/post/parameters/0/schema/properties/colors/items/enum'],
      },
    ],
  },
};
