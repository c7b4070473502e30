import type { CompareRule } from '../compare-rule.js';
import { body, object, taking } from '../example-definition.js';
import { fieldWords, typeWords } from '../field-words.js';

const count = { name: 'count', in: 'query', type: 'integer' };

export const breakingInputType: CompareRule = {
  on: 'fields',
  id: 'breaking-input-type',
  severity: 'ack',
  description: 'An input has the type that it had.',
  docs: {
    why: 'Flows hold a value of the old type, or one that a step before makes of that type; the call with it is refused or misread.',
    fix: 'Go back to the old type, or keep the operation as it was and add a new revision of it, such as AddItem_V2, with the new type.',
    source: 'Breaking Change Detector; Microsoft Learn, “Operational versioning”.',
  },
  *check(differences) {
    for (const difference of differences) {
      if (difference.kind !== 'input-type-changed') continue;
      yield {
        pointer: difference.pointer,
        operations: difference.field.operations,
        message: `${fieldWords(difference.field)} was ${typeWords(difference.before)} and is now ${typeWords(difference.after)}; flows that use it keep sending the old type.`,
      };
    }
  },
  examples: {
    good: [
      { before: taking({ ...count, format: 'int32' }), after: taking(count) },
      { before: taking(body({ properties: { count } })), after: taking(body(object({ count }))) },
      { before: taking(body({})), after: taking(body(object({ count }))) },
    ],
    bad: [
      {
        before: taking(count),
        after: taking({ ...count, type: 'string' }),
        at: ['/paths/~1items/post/parameters/0/type'],
      },
      {
        before: taking(body(object({ counts: { type: 'array', items: { type: 'integer' } } }))),
        after: taking(body(object({ counts: { type: 'array', items: { type: 'string' } } }))),
        at: ['/paths/~1items/post/parameters/0/schema/properties/counts/items/type'],
      },
      {
        before: taking(body(object({ color: object({ red: {} }) }))),
        after: taking(body(object({ color: { type: 'string' } }))),
        at: ['/paths/~1items/post/parameters/0/schema/properties/color/type'],
      },
    ],
  },
};
