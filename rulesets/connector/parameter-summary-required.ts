import { defineRule } from '../define-rule.js';
import { parameterWith } from '../examples.js';
import { missingText } from '../functions/missing-text.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'parameter-summary-required',
  severity: 'error',
  description: 'Every parameter that users see, other than the body, has an `x-ms-summary`.',
  docs: {
    why: 'The summary is the label of the input; without it users see the raw name.',
    fix: 'Add `x-ms-summary`: a label in title case, at most 80 characters.',
    source: 'Validator message "The x-ms-summary property is required"; connector string guidance.',
  },
  *check({ visibleParameters }) {
    for (const { in: location, value, name, at } of visibleParameters) {
      if (location === 'body') continue;
      yield* missingText(value, at, 'x-ms-summary', `The parameter ${quoted(name ?? '')} has no x-ms-summary.`);
    }
  },
  examples: {
    of: parameterWith,
    good: [{}, { 'x-ms-summary': undefined, 'x-ms-visibility': 'internal', default: 'red' }],
    bad: [
      { part: { 'x-ms-summary': undefined }, at: ['/paths/~1items~1{id}/get/parameters/1'] },
      { part: { 'x-ms-summary': '' }, at: ['/paths/~1items~1{id}/get/parameters/1/x-ms-summary'] },
    ],
  },
});
