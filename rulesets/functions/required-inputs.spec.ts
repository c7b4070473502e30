import { indexDefinition } from '../definition-index.js';
import { missingInputs } from './required-inputs.js';

const index = indexDefinition({
  paths: {
    '/a/{id}': {
      post: {
        operationId: 'PostA',
        parameters: [
          { name: 'id', in: 'path', type: 'string', required: true },
          { name: 'version', in: 'query', type: 'string', required: true, default: '2' },
          { name: 'color', in: 'query', type: 'string' },
          {
            name: 'body',
            in: 'body',
            required: true,
            schema: {
              type: 'object',
              required: ['shop', 'kind'],
              properties: { shop: { type: 'object' }, kind: { type: 'string', default: 'small' } },
            },
          },
        ],
      },
    },
  },
});
const missing = (...supplied: string[]) =>
  index.operations.flatMap(operation => [...missingInputs(index, operation, supplied)]);

describe('rulesets/functions/required-inputs', () => {
  it('asks for what is required and has no default', () => {
    expect(missing()).toEqual(['id', 'shop']);
    expect(missing('id', 'color')).toEqual(['shop']);
  });

  it.each(['body', 'shop', 'body/shop', 'shop/name', 'shop.name', 'body/shop/name'])(
    'takes %s as a value for the body',
    name => {
      expect(missing('id', name)).toEqual([]);
    },
  );
});
