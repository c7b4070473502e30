import type { CompareRule } from '../compare-rule.js';
import { body, definitionOf, object, operation, taking } from '../example-definition.js';
import { fieldWords } from '../field-words.js';

const shop = { name: 'shop', in: 'query', type: 'string', required: true };
const sharing = (parameter: unknown) => ({ '/items': { parameters: [parameter], post: operation('AddItem') } });

export const breakingRequiredInputAdded: CompareRule = {
  on: 'fields',
  id: 'breaking-required-input-added',
  severity: 'ack',
  description: 'An operation asks for nothing that the public version did not know.',
  docs: {
    why: 'Flows that exist were built without the new input and do not send it, so their calls are refused.',
    fix: 'Make the new input optional, or keep the operation as it was and add a new revision of it, such as AddItem_V2, that has the input.',
    source: 'Breaking Change Detector; Microsoft Learn, “Operational versioning”.',
  },
  *check(differences) {
    for (const difference of differences) {
      if (difference.kind !== 'required-input-added') continue;
      yield {
        pointer: difference.pointer,
        operations: difference.field.operations,
        message: `${fieldWords(difference.field)} is new and required; flows that exist do not send it, so their calls are refused.`,
      };
    }
  },
  examples: {
    good: [
      { before: taking(), after: taking({ ...shop, required: false }) },
      { before: taking(body(object({ name: {} }))), after: taking(body(object({ name: {}, color: {} }))) },
      { before: definitionOf(sharing(shop)), after: taking(shop) },
    ],
    bad: [
      { before: taking(), after: taking(shop), at: ['/paths/~1items/post/parameters/0'] },
      { before: taking(), after: taking(body({})), at: ['/paths/~1items/post/parameters/0'] },
      {
        before: taking(body(object({ name: {} }))),
        after: taking(body(object({ name: {}, color: {} }, ['color']))),
        at: ['/paths/~1items/post/parameters/0/schema/properties/color'],
      },
      {
        before: taking(body(object({ name: {} }))),
        after: definitionOf(sharing(body({ $ref: '#/definitions/Item' })), '1.1.0', {
          definitions: {
            Item: { allOf: [object({ name: {} }), { $ref: '#/definitions/Colored' }] },
            Colored: object({ color: {} }, ['color']),
          },
        }),
        at: ['/definitions/Colored/properties/color'],
      },
    ],
  },
};
