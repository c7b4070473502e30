import { readDefinition } from '../../../runtime/definition.js';
import { createSchemaView } from '../schema-view.js';
import { callbackAddress, callbackPlaceOf, withCallback } from './callback-place.js';

const url = { type: 'string', 'x-ms-notification-url': true };

function placeOf(parameters: object[], definitions = {}) {
  const definition = readDefinition({
    definitions,
    paths: { '/hooks': { post: { operationId: 'Hook', parameters } } },
  });
  const [operation] = definition.operations;
  if (!operation) throw new Error('no operation');
  const place = callbackPlaceOf(operation, createSchemaView(definition.document));
  return place && { in: place.parameter.in, name: place.parameter.name, steps: place.steps };
}

describe('stages/functional/triggers/callback-place', () => {
  it.each([
    ['a parameter', [{ name: 'u', in: 'query', ...url }], { in: 'query', name: 'u', steps: [] }],
    [
      'a member of the body, behind references',
      [{ name: 'b', in: 'body', schema: { $ref: '#/definitions/Hook' } }],
      { in: 'body', name: 'b', steps: ['config', 'url'] },
    ],
    ['nothing', [{ name: 'b', in: 'body', schema: { type: 'object', properties: { url: { type: 'string' } } } }], null],
    ['a schema that holds itself', [{ name: 'b', in: 'body', schema: { $ref: '#/definitions/Ring' } }], null],
  ])('finds the address in %s', (_what, parameters, place) =>
    expect(
      placeOf(parameters, {
        Hook: { properties: { config: { $ref: '#/definitions/Config' } } },
        Config: { properties: { url } },
        Ring: { properties: { ring: { $ref: '#/definitions/Ring' } } },
      }),
    ).toEqual(place),
  );

  it('puts the address in, makes what is missing on the way, and changes nothing else', () => {
    const before = { name: 'x', config: { secret: 's' } };

    expect(withCallback(before, ['config', 'url'])).toEqual({
      name: 'x',
      config: { secret: 's', url: callbackAddress },
    });
    expect(withCallback(undefined, ['a', 'b'])).toEqual({ a: { b: callbackAddress } });
    expect(before).toEqual({ name: 'x', config: { secret: 's' } });
  });
});
