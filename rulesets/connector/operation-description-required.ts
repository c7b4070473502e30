import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { missingText } from '../functions/missing-text.js';
import { quoted } from '../functions/quoted.js';

export default defineRule({
  on: 'definition',
  id: 'operation-description-required',
  severity: 'error',
  description: 'Every operation that users see has a description.',
  docs: {
    why: 'The description is shown below the name of the action, and it is what an agent chooses by.',
    fix: 'Add a `description`: one full sentence that says what the operation does and gives back.',
    source: 'Prepare connector files for certification, checklist; connector coding standards.',
  },
  *check({ operations }) {
    for (const { value, at, label, internal } of operations) {
      if (internal) continue;
      yield* missingText(value, at, 'description', `The operation ${quoted(label)} has no description.`);
    }
  },
  examples: {
    of: operationWith,
    good: [{ description: 'Lists the items of the stock.' }, { description: undefined, 'x-ms-visibility': 'internal' }],
    bad: [
      { part: { description: undefined }, at: ['/paths/~1items~1{id}/get'] },
      { part: { description: '' }, at: ['/paths/~1items~1{id}/get/description'] },
    ],
  },
});
