import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';

const member = 'x-ms-summary';

export default defineRule({
  on: 'definition',
  id: 'parameter-summary-max-80',
  severity: 'error',
  description: 'A parameter’s `x-ms-summary` has at most 80 characters.',
  limits: { most: 80 },
  docs: {
    why: 'The summary is the label of an input; a longer one is cut.',
    fix: 'Shorten the label to a name of a few words; move the rest to `description`.',
    source: 'Connector string guidance; Swagger Validator: FieldLengthExceeded.',
  },
  *check({ parameters }, { most }) {
    for (const { value, at } of parameters) {
      const summary = value[member];
      if (typeof summary !== 'string' || summary.length <= most) continue;
      yield {
        at: [...at, member],
        message: `The ${member} has ${summary.length} characters; at most ${most} are allowed.`,
      };
    }
  },
  examples: {
    of: parameterWith,
    good: [{ [member]: 'X'.repeat(80) }],
    bad: [{ part: { [member]: 'X'.repeat(81) }, at: [`/paths/~1items~1{id}/get/parameters/1/${member}`] }],
  },
});
