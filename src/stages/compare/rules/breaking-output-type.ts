import type { CompareRule } from '../compare-rule.js';
import { answering, object, taking } from '../example-definition.js';
import { fieldWords, typeWords } from '../field-words.js';

export const breakingOutputType: CompareRule = {
  on: 'fields',
  id: 'breaking-output-type',
  severity: 'ack',
  description: 'What an operation answers, and what a trigger delivers, has the type that it had.',
  docs: {
    why: 'Later steps of a flow were made for the old type: they take a list apart, count with a number, or pass the value on, and fail on another.',
    fix: 'Go back to the old type, or keep the operation as it was and add a new revision of it, such as GetItem_V2, with the new type.',
    source: 'Breaking Change Detector, OutputFieldTypeChanged; Microsoft Learn, “Operational versioning”.',
  },
  *check(differences) {
    for (const difference of differences) {
      if (difference.kind !== 'output-type-changed') continue;
      yield {
        pointer: difference.pointer,
        operations: difference.field.operations,
        message: `${fieldWords(difference.field)} was ${typeWords(difference.before)} and is now ${typeWords(difference.after)}; later steps of flows were made for the old type.`,
      };
    }
  },
  examples: {
    good: [
      { before: answering(object({ count: {} })), after: answering(object({ count: { type: 'integer' } })) },
      {
        before: taking({ name: 'count', in: 'query', type: 'integer' }),
        after: taking({ name: 'count', in: 'query', type: 'string' }),
      },
    ],
    bad: [
      {
        before: answering(object({ count: { type: 'integer' } })),
        after: answering(object({ count: { type: 'string' } })),
        at: ['/paths/~1item/get/responses/200/schema/properties/count/type'],
      },
      {
        before: answering(object({ name: { type: 'string' } })),
        after: answering({ type: 'array', items: object({ name: { type: 'string' } }) }),
        at: ['/paths/~1item/get/responses/200/schema/type'],
      },
    ],
  },
};
