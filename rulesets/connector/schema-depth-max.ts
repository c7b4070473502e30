import { defineRule } from '../define-rule.js';
import { answerOf } from '../examples.js';
import { expandedContents } from '../functions/expanded-contents.js';
import { inWords } from '../functions/in-words.js';

/** Lists in lists, this deep. */
const nestedIn = (depth: number): object =>
  Array.from({ length: depth }).reduce<object>(items => ({ type: 'array', items }), { type: 'string' });

export default defineRule({
  on: 'definition',
  id: 'schema-depth-max',
  severity: 'error',
  description: 'Schemas are nested at most 20 deep, those that are referred to included.',
  docs: {
    why: 'The platform refuses deeper ones, and nobody finds a value below so many levels.',
    fix: 'Leave out what lies deepest, or describe it as an object without properties.',
    source: 'Swagger Validator: SchemaTooDeep (its limit is not published); published certified connectors.',
  },
  limits: { most: 20 },
  *check(index, { most }) {
    for (const { kind, at, depth } of expandedContents(index)) {
      if (depth <= most) continue;
      yield {
        at,
        message: `The schema of the ${kind} is nested ${inWords(depth)} deep; at most ${most} are allowed.`,
      };
    }
  },
  examples: {
    of: ({ depth }: { depth: number }) => answerOf({ ...nestedIn(depth) }),
    good: [{ depth: 20 }],
    bad: [{ part: { depth: 21 }, at: ['/paths/~1items~1{id}/get/responses/200/schema'] }],
  },
});
