import { defineRule } from '../define-rule.js';
import { definitionWith } from '../examples.js';
import { quoted } from '../functions/quoted.js';
import { unusedDefinitions } from '../functions/unused-definitions.js';

const paths = {
  '/items': { get: { responses: { '200': { description: 'Items.', schema: { $ref: '#/definitions/Item%20list' } } } } },
};

export default defineRule({
  on: 'definition',
  id: 'definitions-unused',
  severity: 'info',
  description: 'Every member of `definitions` is used.',
  docs: {
    why: 'What is not used makes the definition harder to read and review, and counts against its largest size.',
    fix: 'Remove it, or refer to it where it was meant to be used.',
    source: 'OpenAPI 2.0 specification, "Definitions Object": schemas that are used by operations.',
  },
  *check({ root }) {
    for (const name of unusedDefinitions(root)) {
      yield { at: ['definitions', name], message: `Nothing uses the definition ${quoted(name)}.` };
    }
  },
  examples: {
    of: definitionWith,
    good: [
      { paths, definitions: { 'Item list': { items: { $ref: '#/definitions/Item' } }, Item: {} } },
      {
        paths,
        definitions: {
          'Item list': { discriminator: 'kind' },
          Shoes: { allOf: [{ $ref: '#/definitions/Item list' }], properties: { size: { $ref: '#/definitions/Size' } } },
          Size: {},
        },
      },
      {
        'x-shared': { $ref: '#/definitions/A~1B/properties/size' },
        definitions: { 'A/B': { properties: { size: {} } } },
      },
    ],
    bad: [
      {
        part: { paths, definitions: { Item: { $ref: '#/definitions/Item' }, 'Item list': {}, Size: {} } },
        at: ['/definitions/Item', '/definitions/Size'],
      },
      {
        part: { definitions: { Shoes: { allOf: [{ $ref: '#/definitions/Item' }] }, Item: {} } },
        at: ['/definitions/Shoes', '/definitions/Item'],
      },
    ],
  },
});
