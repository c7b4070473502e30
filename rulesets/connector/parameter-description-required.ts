import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { missingText } from '../functions/missing-text.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'parameter-description-required',
  severity: 'error',
  description: 'Every parameter that users see, other than the body, has a description.',
  docs: {
    why: 'The description is the only help that users have while they fill in the input.',
    fix: 'Add a `description`: one sentence that says what to enter, with an example where the form is not plain.',
    source: 'Prepare connector files for certification, checklist; pull request template, item 3.',
  },
  *check({ visibleParameters }) {
    for (const { in: location, value, name, at } of visibleParameters) {
      if (location === 'body') continue;
      yield* missingText(value, at, 'description', `The parameter ${quoted(name ?? '')} has no description.`);
    }
  },
  examples: {
    of: parameterWith,
    good: [{}, { description: undefined, 'x-ms-visibility': 'internal', default: 'red' }],
    bad: [
      { part: { description: undefined }, at: ['/paths/~1items~1{id}/get/parameters/1'] },
      { part: { description: '' }, at: ['/paths/~1items~1{id}/get/parameters/1/description'] },
    ],
  },
});
