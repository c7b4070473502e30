import { openApiObjects } from './openapi-model.js';
import { openApiStrangers } from './openapi-strangers.js';

const strangersIn = (definition: object) =>
  [...openApiStrangers(openApiObjects(definition))].map(([{ at }, names]) => [at.join('/'), names]);

describe('rulesets/functions/openapi-strangers', () => {
  it('lists the members that an object does not have by its kind, with the object', () =>
    expect(
      strangersIn({ swagger: '2.0', sawgger: '2.0', definitions: { Item: { typ: 'object', 'x-own': 1 } } }),
    ).toEqual([
      ['', ['sawgger']],
      ['definitions/Item', ['typ', 'x-own']],
    ]));

  it('leaves out what stands beside a reference', () =>
    expect(strangersIn({ definitions: { Item: { $ref: '#/definitions/Shoe', typ: 'object' } } })).toEqual([]));
});
