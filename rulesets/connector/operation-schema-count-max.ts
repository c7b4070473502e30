import { defineRule } from '../define-rule.js';
import { operationWith } from '../examples.js';
import { expandedContents } from '../functions/expanded-contents.js';
import { inWords } from '../functions/in-words.js';
import { quoted } from '../functions/quoted.js';

/** An operation with this many answers of 257 schemas each. */
const withAnswers = (count: number) => {
  const properties = Object.fromEntries(Array.from({ length: 256 }, (_, n) => [`p${n}`, {}]));
  const answer = { description: 'The item.', schema: { type: 'object', properties } };
  return operationWith({ responses: Object.fromEntries(Array.from({ length: count }, (_, n) => [200 + n, answer])) });
};

export default defineRule({
  on: 'definition',
  id: 'operation-schema-count-max',
  severity: 'error',
  description: 'The body and the answers of an operation have together at most 16384 schemas in them.',
  docs: {
    why: 'The platform refuses more, and the designer could not show them.',
    fix: 'Leave out properties that no user of flows needs, and answers that differ in nothing but their status.',
    source:
      'Connector FAQ, limits; Swagger Validator: OperationSchemaCountExceedsMaxAllowed, TotalSchemaCountExceedsMaxAllowed.',
  },
  // The limit of all operations together is this times the most operations that there may be: nothing of its own to check.
  limits: { most: 16_384 },
  *check(index, { most }) {
    const counts = new Map<unknown, number>(expandedContents(index).map(({ schema, count }) => [schema, count]));
    for (const { parameters, responses, at, label } of index.operations) {
      let count = 0;
      for (const { value } of parameters) count += counts.get(value.schema) ?? 0;
      for (const { value } of responses) count += counts.get(value.schema) ?? 0;
      if (count <= most) continue;
      yield {
        at,
        message: `The operation ${quoted(label)} has ${inWords(count)} schemas; at most ${most} are allowed.`,
      };
    }
  },
  examples: {
    of: ({ answers }: { answers: number }) => withAnswers(answers),
    good: [{ answers: 63 }],
    bad: [{ part: { answers: 64 }, at: ['/paths/~1items~1{id}/get'] }],
  },
});
