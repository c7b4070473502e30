import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { isObject } from '../../src/core/json-value.js';
import type { JsonObject } from '../../src/core/json-value.js';
import type { Path } from '../functions/path.js';
import { quoted } from '../functions/quoted.js';
import { withMember } from '../functions/with-member.js';

const Size = { type: 'object', title: 'Size', properties: { height: { type: 'number' } } };
const holding = (size: JsonObject) => ({
  definitions: { Item: { type: 'object', properties: { size } }, Size },
});
const sizeAt = '/definitions/Item/properties/size';
const operation = { operationId: 'GetItem', summary: 'Get an item', description: 'Gets an item.' };

export default defineRule({
  on: 'definition',
  id: 'ref-no-siblings',
  severity: 'warning',
  description: 'Beside a reference there is nothing else.',
  docs: {
    why: 'What stands beside a reference is ignored: users never see the name and description that were written there.',
    fix: 'Move it into what is referred to, or write the schema out in place of the reference.',
    source: 'JSON Reference, section 3; Swagger Validator: AdditionalPropertyNotAllowedAdjacentToRef.',
  },
  *check({ root, parameterReferences, operations, schemas, follow }) {
    for (const { value, at } of references({ root, parameterReferences, operations, schemas })) {
      const names = Object.keys(value);
      if (names.length < 2) continue;
      const target = follow(value);
      for (const name of names) {
        if (name === '$ref') continue;
        const place = [...at, name];
        yield {
          at: place,
          message: `The member ${quoted(name)} beside a reference is ignored.`,
          // What the target says itself is said twice, whether or not it is ignored here.
          ...(target !== null &&
            saysTheSame(target, value, name) && { repair: { kind: 'remove', at: place } as const }),
        };
      }
    }
  },
  examples: {
    of: definitionWith,
    good: [
      holding({ $ref: '#/definitions/Size' }),
      { definitions: { Item: { type: 'object', properties: { $ref: { type: 'string' }, name: { type: 'string' } } } } },
    ],
    bad: [
      {
        part: holding({ $ref: '#/definitions/Size', type: 'object', 'x-ms-summary': 'Its size' }),
        at: [`${sizeAt}/type`, `${sizeAt}/x-ms-summary`],
      },
      { part: holding({ $ref: '#/definitions/Colour', title: 'Size' }), at: [`${sizeAt}/title`] },
      {
        part: {
          paths: {
            '/items': {
              get: {
                ...operation,
                parameters: [{ $ref: '#/parameters/Color', required: true }],
                responses: { '200': { $ref: '#/responses/Item', description: 'The item.' } },
              },
            },
          },
          parameters: { Color: { name: 'color', in: 'query', type: 'string' } },
          responses: { Item: { description: 'An item.' } },
        },
        at: ['/paths/~1items/get/parameters/0/required', '/paths/~1items/get/responses/200/description'],
      },
    ],
  },
});

interface Reference {
  readonly at: Path;
  readonly value: JsonObject;
}

/** Every object that is a reference: to a parameter, a response or a schema. */
function* references({
  root,
  parameterReferences,
  operations,
  schemas,
}: {
  readonly root: JsonObject;
  readonly parameterReferences: readonly { readonly at: Path }[];
  readonly operations: readonly { readonly responses: readonly { readonly usedAt: Path; readonly at: Path }[] }[];
  readonly schemas: readonly Reference[];
}): Iterable<Reference> {
  for (const { at } of parameterReferences) yield* objectAt(root, at);
  for (const { responses } of operations) {
    for (const { at, usedAt } of responses) if (at !== usedAt) yield* objectAt(root, usedAt);
  }
  yield* withMember(schemas, '$ref');
}

function* objectAt(root: JsonObject, at: Path): Iterable<Reference> {
  let value: unknown = root;
  for (const segment of at) value = (value as Readonly<Record<string | number, unknown>>)[segment];
  if (isObject(value)) yield { at, value };
}

/** True for a text, number or the like that the target has as well; what is nested is not compared. */
function saysTheSame(target: JsonObject, value: JsonObject, name: string): boolean {
  return Object.hasOwn(target, name) && typeof value[name] !== 'object' && target[name] === value[name];
}
