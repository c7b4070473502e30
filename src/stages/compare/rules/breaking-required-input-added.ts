import { addedRequiredFields } from '../added-fields.js';
import type { Budget } from '../budget.js';
import type { Change, CompareRule, Remark } from '../compare-rule.js';
import type { Operation } from '../definition.js';
import { body, definitionOf, operation } from '../example-definition.js';
import { quoted } from '../quoted.js';

const shop = { name: 'shop', in: 'query', type: 'string', required: true };
const item = { type: 'object', properties: { name: { type: 'string' } } };
const itemWithColor = {
  type: 'object',
  required: ['color'],
  properties: { name: { type: 'string' }, color: { type: 'string' } },
};

export const breakingRequiredInputAdded: CompareRule = {
  id: 'breaking-required-input-added',
  severity: 'ack',
  description: 'An operation asks for nothing that the public version did not know.',
  docs: {
    why: 'Flows that exist were built without the new input and do not send it, so their calls are refused.',
    fix: 'Make the new input optional, or keep the operation as it was and add a new revision of it, such as GetItem_V2, that has the input.',
    source: 'Breaking Change Detector, RequiredInputFieldAdded; Microsoft Learn, “Operational versioning”.',
  },
  *check(change, budget) {
    for (const now of change.after.operations.values()) {
      const old = change.before.operations.get(now.id);
      if (old === undefined) continue;
      yield* addedParameters(old, now);
      yield* addedInBody(change, old, now, budget);
    }
  },
  examples: {
    good: [
      {
        before: definitionOf({ '/items': { get: operation('ListItems') } }),
        after: definitionOf({ '/items': { get: operation('ListItems', { ...shop, required: false }) } }),
      },
      {
        before: definitionOf({ '/items': { post: operation('AddItem', body(item)) } }),
        after: definitionOf({ '/items': { post: operation('AddItem', body({ ...itemWithColor, required: [] })) } }),
      },
      {
        before: definitionOf({ '/items': { parameters: [shop], get: operation('ListItems') } }),
        after: definitionOf({ '/items': { get: operation('ListItems', shop) } }),
      },
    ],
    bad: [
      {
        before: definitionOf({ '/items': { get: operation('ListItems') } }),
        after: definitionOf({ '/items': { get: operation('ListItems', shop) } }),
        at: ['/paths/~1items/get/parameters/0'],
      },
      {
        before: definitionOf({ '/items': { post: operation('AddItem', body(item)) } }),
        after: definitionOf({ '/items': { post: operation('AddItem', body(itemWithColor)) } }),
        at: ['/paths/~1items/post/parameters/0/schema/properties/color'],
      },
      {
        before: definitionOf(
          { '/items': { post: operation('AddItem', body({ $ref: '#/definitions/Item' })) } },
          '1.0.0',
          {
            definitions: { Item: item },
          },
        ),
        after: definitionOf(
          { '/items': { post: operation('AddItem', body({ $ref: '#/definitions/Item' })) } },
          '1.1.0',
          {
            definitions: { Item: { allOf: [item, { $ref: '#/definitions/Colored' }] }, Colored: itemWithColor },
          },
        ),
        at: ['/definitions/Colored/properties/color'],
      },
    ],
  },
};

function* addedParameters(old: Operation, now: Operation): Generator<Remark> {
  for (const { name, required, pointer } of now.parameters.values()) {
    if (!required || old.parameters.has(name)) continue;
    yield {
      pointer,
      message: `The required parameter has been added. ${quoted(now.id)} now asks for ${quoted(name)}.`,
    };
  }
}

function* addedInBody({ before, after }: Change, old: Operation, now: Operation, budget: Budget): Generator<Remark> {
  if (now.body === null) return;
  if (old.body === null) {
    if (!now.body.required) return;
    yield {
      pointer: now.body.pointer,
      message: `The required parameter has been added. ${quoted(now.id)} now asks for a body.`,
    };
    return;
  }
  const fields = addedRequiredFields(
    { schema: old.body.schema, shapeOf: before.shapeOf },
    { schema: now.body.schema, shapeOf: after.shapeOf },
    budget,
  );
  for (const { path, pointer } of fields) {
    yield {
      pointer,
      message: `The required input field has been added. Existing flows will not send this new field. ${quoted(now.id)} now asks for ${quoted(path)} in its body.`,
    };
  }
}
