import type { CompareRule } from '../compare-rule.js';
import { body, object, taking } from '../example-definition.js';
import { fieldWords } from '../field-words.js';

const shop = { name: 'shop', in: 'query', type: 'string' };

export const breakingInputOptionalToRequired: CompareRule = {
  on: 'fields',
  id: 'breaking-input-optional-to-required',
  severity: 'ack',
  description: 'What callers could leave out may still be left out.',
  docs: {
    why: 'Flows that leave the input empty go on doing so; from now on their calls are refused.',
    fix: 'Let the input be left out again and give it a `default`, or add a new revision of the operation, such as AddItem_V2, that requires it.',
    source: 'Breaking Change Detector; Microsoft Learn, “Operational versioning”.',
  },
  *check(differences) {
    for (const difference of differences) {
      if (difference.kind !== 'input-became-required') continue;
      yield {
        pointer: difference.pointer,
        operations: difference.field.operations,
        message: `${fieldWords(difference.field)} was optional and is now required; the calls of flows that leave it empty are refused.`,
      };
    }
  },
  examples: {
    good: [
      { before: taking({ ...shop, required: true }), after: taking(shop) },
      { before: taking(body(object({ color: {} }, ['color']))), after: taking(body(object({ color: {} }))) },
    ],
    bad: [
      {
        before: taking(shop),
        after: taking({ ...shop, required: true }),
        at: ['/paths/~1items/post/parameters/0/required'],
      },
      {
        before: taking(body(object({ name: {}, color: {} }, ['name']))),
        after: taking(body(object({ name: {}, color: {} }, ['name', 'color']))),
        at: ['/paths/~1items/post/parameters/0/schema/required/1'],
      },
      {
        before: taking({ name: 'item', in: 'body', schema: {} }),
        after: taking({ name: 'item', in: 'body', schema: {}, required: true }),
        at: ['/paths/~1items/post/parameters/0/required'],
      },
    ],
  },
};
