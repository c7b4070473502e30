import { indexDefinition } from '../definition-index.js';
import { inputSchemas } from './input-schemas.js';
import { pointerOf } from './path.js';

const definition = {
  paths: {
    '/items': {
      post: {
        parameters: [
          { name: 'item', in: 'body', schema: { properties: { maker: { $ref: '#/definitions/Maker' }, size: {} } } },
          { name: 'color', in: 'query', items: {} },
        ],
        responses: { '200': { schema: { $ref: '#/definitions/Answer' } } },
      },
    },
  },
  definitions: {
    Answer: { properties: { id: {} } },
    Maker: { properties: { boss: { $ref: '#/definitions/Maker' } } },
  },
};

describe('rulesets/functions/input-schemas', () => {
  it('finds what a body is made of, through references and circles', () => {
    const found = inputSchemas(indexDefinition(definition)).map(({ at, root }) => [pointerOf(at), root]);

    const body = '/paths/~1items/post/parameters/0/schema';
    expect(found).toEqual([
      [body, 'body'],
      [`${body}/properties/maker`, null],
      [`${body}/properties/size`, null],
      ['/definitions/Maker', 'definition'],
      ['/definitions/Maker/properties/boss', null],
    ]);
  });
});
