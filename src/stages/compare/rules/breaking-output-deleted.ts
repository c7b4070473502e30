import type { CompareRule } from '../compare-rule.js';
import { answering, notifying, object } from '../example-definition.js';
import { fieldWords } from '../field-words.js';

export const breakingOutputDeleted: CompareRule = {
  on: 'fields',
  id: 'breaking-output-deleted',
  severity: 'ack',
  description: 'Everything that an operation answers, and that a trigger delivers, is still described.',
  docs: {
    why: 'Later steps of a flow use the field; they find nothing in it, and the designer shows them as broken.',
    fix: 'Describe the field again; if the service has stopped giving it, keep the operation as it was and add a new revision of it, such as GetItem_V2.',
    source: 'Breaking Change Detector, OutputFieldDeleted; Microsoft Learn, “Operational versioning”.',
  },
  *check(differences) {
    for (const difference of differences) {
      if (difference.kind !== 'output-deleted') continue;
      yield {
        pointer: difference.pointer,
        operations: difference.field.operations,
        message: `${fieldWords(difference.field)} is no longer described; later steps of flows that use it find nothing there.`,
      };
    }
  },
  examples: {
    good: [
      { before: answering(object({ name: {} })), after: answering(object({ name: {}, color: {} })) },
      {
        before: answering(object({ name: {} })),
        after: answering({ type: 'object', 'x-ms-dynamic-schema': { operationId: 'GetSchema' } }),
      },
    ],
    bad: [
      {
        before: answering(object({ name: {}, color: {} })),
        after: answering(object({ name: {} })),
        at: ['/paths/~1item/get/responses/200/schema'],
      },
      {
        before: answering({ $ref: '#/definitions/Item' }, { definitions: { Item: object({ name: {}, color: {} }) } }),
        after: answering({ $ref: '#/definitions/Item' }, { definitions: { Item: object({ name: {} }) } }),
        at: ['/definitions/Item'],
      },
      {
        before: answering(object({ name: {} })),
        after: answering(undefined),
        at: ['/paths/~1item/get/responses/200'],
      },
      {
        before: notifying(object({ name: {}, color: {} })),
        after: notifying(object({ name: {} })),
        at: ['/paths/~1hooks/x-ms-notification-content/schema'],
      },
    ],
  },
};
