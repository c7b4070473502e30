import type { CompareRule } from '../compare-rule.js';
import { body, object, taking } from '../example-definition.js';
import { fieldWords } from '../field-words.js';

const shop = { name: 'shop', in: 'query', type: 'string' };
const color = { name: 'color', in: 'header', type: 'string' };

export const breakingInputDeleted: CompareRule = {
  on: 'fields',
  id: 'breaking-input-deleted',
  severity: 'ack',
  description: 'Everything that callers may send is still taken: parameters, the body, and its fields.',
  docs: {
    why: 'Flows that fill the input in go on sending it; their calls are refused, or do something else than they were made for.',
    fix: 'Put the input back, mark it as no longer used in its description, or add a new revision of the operation without it, such as AddItem_V2.',
    source: 'Breaking Change Detector, InputFieldDeleted; Microsoft Learn, “Operational versioning”.',
  },
  *check(differences) {
    for (const difference of differences) {
      if (difference.kind !== 'input-deleted') continue;
      yield {
        pointer: difference.pointer,
        operations: difference.field.operations,
        message: `${fieldWords(difference.field)} has been taken away; flows that fill it in lose what they send.`,
      };
    }
  },
  examples: {
    good: [
      { before: taking(shop), after: taking(shop, color) },
      { before: taking(body(object({ name: {} }))), after: taking(body(object({ name: {}, color: {} }))) },
    ],
    bad: [
      { before: taking(shop, color), after: taking(shop), at: ['/paths/~1items/post'] },
      { before: taking(body(object({ name: {} }))), after: taking(), at: ['/paths/~1items/post'] },
      {
        before: taking(body(object({ lines: { type: 'array', items: object({ count: {}, unit: {} }) } }))),
        after: taking(body(object({ lines: { type: 'array', items: object({ count: {} }) } }))),
        at: ['/paths/~1items/post/parameters/0/schema/properties/lines/items'],
      },
      {
        before: taking(body({ type: 'array', items: { type: 'string' } })),
        after: taking(body({ type: 'array' })),
        at: ['/paths/~1items/post/parameters/0/schema'],
      },
    ],
  },
};
