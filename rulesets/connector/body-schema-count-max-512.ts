import { defineRule } from '../define-rule.js';
import { answerOf } from '../examples.js';
import { expandedContents } from '../functions/expanded-contents.js';
import { inWords } from '../functions/in-words.js';

/** An answer whose schema is itself with this many properties. */
const withProperties = (count: number) =>
  answerOf({ type: 'object', properties: Object.fromEntries(Array.from({ length: count }, (_, n) => [`p${n}`, {}])) });

export default defineRule({
  on: 'definition',
  id: 'body-schema-count-max-512',
  severity: 'error',
  description: 'The schema of a body or an answer has at most 512 schemas in it, those that it refers to included.',
  docs: {
    why: 'The platform refuses larger ones, and users cannot find a value among so many.',
    fix: 'Leave out properties that no user of flows needs.',
    source: 'Connector FAQ, limits; Swagger Validator: BodySchemaCountExceedsMaxAllowed.',
  },
  limits: { most: 512 },
  *check(index, { most }) {
    for (const { kind, at, count } of expandedContents(index)) {
      if (count <= most) continue;
      yield {
        at,
        message: `The schema of the ${kind} has ${inWords(count)} schemas in it; at most ${most} are allowed.`,
      };
    }
  },
  examples: {
    of: ({ properties }: { properties: number }) => withProperties(properties),
    good: [{ properties: 511 }],
    bad: [{ part: { properties: 512 }, at: ['/paths/~1items~1{id}/get/responses/200/schema'] }],
  },
});
