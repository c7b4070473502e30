import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { textOf } from '../functions/text-of.js';
import { withoutEnd } from '../functions/without-end.js';

const summary = '/paths/~1items~1{id}/get/summary';
const endsWell = /[\p{L}\p{M}\p{N})]$/u;

export default defineRule({
  on: 'definition',
  id: 'operation-summary-ends-alphanumeric',
  severity: 'warning',
  description: 'An operation’s summary ends with a letter, a digit or a closing parenthesis.',
  docs: {
    why: 'The summary is a name, not a sentence; an ending of another kind looks wrong in every list and in the names of steps.',
    fix: 'Remove what follows the last word.',
    source: 'Swagger Validator: ValueMustEndWithAlphanumeric; connector string guidance.',
  },
  *check({ operations }) {
    for (const { value, at } of operations) {
      const written = value.summary;
      if (typeof written !== 'string' || textOf(written) === null || endsWell.test(written)) continue;
      const place = [...at, 'summary'];
      const shorter = withoutEnd(written, '.,;:!');
      yield {
        at: place,
        message: `The summary ${quoted(written)} ends with ${quoted([...written.slice(-2)].at(-1) ?? '')}.`,
        ...(endsWell.test(shorter) && {
          fix: `Write it ${quoted(shorter)}.`,
          repair: { kind: 'set', at: place, value: shorter },
        }),
      };
    }
  },
  examples: {
    of: operationWith,
    good: [{ summary: 'Get an item (V2)' }, { summary: 'Get an été' }, { summary: ' ' }, { summary: undefined }],
    bad: [
      { part: { summary: 'Get an item. ' }, at: [summary] },
      { part: { summary: 'Get an item [old]' }, at: [summary] },
      { part: { summary: '...' }, at: [summary] },
    ],
  },
});
