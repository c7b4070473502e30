import { indexDefinition } from '../definition-index.js';
import { pointerOf } from './path.js';
import { visibleProperties } from './visible-properties.js';

const holding = (name: string, part: object = {}) => ({ type: 'object', properties: { [name]: {} }, ...part });
const answering = (schema: unknown, part: object = {}) => ({ responses: { '200': { schema } }, ...part });

function visibleIn(document: unknown): string[] {
  return visibleProperties(indexDefinition(document)).map(({ at }) => pointerOf(at));
}

describe('rulesets/functions/visible-properties', () => {
  it('finds those of bodies, successful answers and notifications', () => {
    const post = {
      parameters: [{ name: 'body', in: 'body', schema: holding('sent') }],
      responses: { '201': { schema: holding('made') }, '400': { schema: holding('fault') } },
    };

    const visible = visibleIn({
      paths: { '/a': { post, 'x-ms-notification-content': { schema: holding('event') } } },
    });

    expect(visible).toEqual([
      '/paths/~1a/post/parameters/0/schema/properties/sent',
      '/paths/~1a/post/responses/201/schema/properties/made',
      '/paths/~1a/x-ms-notification-content/schema/properties/event',
    ]);
  });

  it('follows references, items and combined parts, in circles too', () => {
    const Item = {
      allOf: [{ $ref: '#/definitions/Base' }],
      properties: { parent: { $ref: '#/definitions/Item' }, sizes: { items: holding('width') } },
    };

    const visible = visibleIn({
      paths: { '/a': { get: answering({ $ref: '#/definitions/Item' }) } },
      definitions: { Item, Base: holding('id'), Unused: holding('nothing') },
    });

    expect(visible).toEqual([
      '/definitions/Item/properties/sizes',
      '/definitions/Item/properties/sizes/items/properties/width',
      '/definitions/Base/properties/id',
    ]);
  });

  it('leaves out what is internal, and all below it that is not seen elsewhere', () => {
    const internal = { 'x-ms-visibility': 'internal' };
    const schema = { properties: { hidden: holding('below', internal), shared: { $ref: '#/definitions/Seen' } } };

    const visible = visibleIn({
      paths: {
        '/a': { get: answering(holding('result'), internal) },
        '/b': { get: answering(schema) },
      },
      definitions: { Seen: holding('id') },
    });

    expect(visible).toEqual(['/definitions/Seen/properties/id']);
  });
});
