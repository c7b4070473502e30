import type { CompareRule } from '../compare-rule.js';
import { body, object, taking } from '../example-definition.js';
import { fieldWords } from '../field-words.js';

const shop = { name: 'shop', in: 'query', type: 'string' };
const internal = { 'x-ms-visibility': 'internal' };

export const breakingInputBecameInternal: CompareRule = {
  on: 'fields',
  id: 'breaking-input-became-internal',
  severity: 'ack',
  description: 'An input that people fill in stays visible to them.',
  docs: {
    why: 'The designer hides the input, nobody can see or change any more what a flow has in it, and its default may take the place of that.',
    fix: 'Take `x-ms-visibility: internal` away, or use `advanced`, which keeps the input at hand; or add a new revision of the operation without it.',
    source:
      'Breaking Change Detector, InputFieldVisibilityChangedToInternal; Microsoft Learn, “Operational versioning”.',
  },
  *check(differences) {
    for (const difference of differences) {
      if (difference.kind !== 'input-became-internal') continue;
      yield {
        pointer: difference.pointer,
        operations: difference.field.operations,
        message: `${fieldWords(difference.field)} could be filled in and is now internal; the designer hides it, and its default may replace what flows have in it.`,
      };
    }
  },
  examples: {
    good: [
      { before: taking(shop), after: taking({ ...shop, 'x-ms-visibility': 'advanced' }) },
      { before: taking({ ...shop, ...internal }), after: taking({ ...shop, ...internal, default: 'main' }) },
    ],
    bad: [
      {
        before: taking(shop),
        after: taking({ ...shop, ...internal }),
        at: ['/paths/~1items/post/parameters/0/x-ms-visibility'],
      },
      {
        before: taking(body(object({ color: { 'x-ms-visibility': 'important' } }))),
        after: taking(body(object({ color: internal }))),
        at: ['/paths/~1items/post/parameters/0/schema/properties/color/x-ms-visibility'],
      },
      {
        before: taking(body({})),
        after: taking({ name: 'body', in: 'body', required: true, schema: {}, ...internal }),
        at: ['/paths/~1items/post/parameters/0/x-ms-visibility'],
      },
    ],
  },
};
