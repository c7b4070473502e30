import { operationChangesOf } from './operation-changes.js';

const get = (operationId: string, more: object = {}) => ({ get: { operationId, ...more } });
const ids = (before: object, after: object) => {
  const { added, removed, changed } = operationChangesOf(before, after);
  return [added, removed, changed].map(list => list.map(({ operationId }) => operationId));
};

describe('core/operation-changes', () => {
  it('names what was added, removed, changed and moved', () => {
    const before = { paths: { '/a': get('A'), '/b': get('B'), '/c': get('C'), '/d': get('D') } };
    const after = { paths: { '/a': get('A'), '/b': get('B', { summary: 'x' }), '/e': get('C'), '/n': get('N') } };

    expect(ids(before, after)).toEqual([['N'], ['D'], ['B', 'C']]);
    expect(operationChangesOf(before, after).added).toEqual([{ operationId: 'N', method: 'get', path: '/n' }]);
  });

  it('follows references, over several and in circles', () => {
    const using = (name: string) => ({ responses: { 200: { schema: { $ref: `#/definitions/${name}` } } } });
    const definition = (type: string) => ({
      paths: { '/a': get('A', using('Far')), '/b': get('B', using('Other')) },
      definitions: {
        Far: { properties: { near: { $ref: '#/definitions/Near' }, self: { $ref: '#/definitions/Far' } } },
        Near: { type },
        Other: { type: 'string' },
      },
    });

    expect(ids(definition('string'), definition('integer'))).toEqual([[], [], ['A']]);
  });

  it('counts what a path shares, and no order of members', () => {
    const shared = (name: string) => ({ paths: { '/a': { parameters: [{ name }], ...get('A') } } });

    expect(ids(shared('x'), shared('y'))).toEqual([[], [], ['A']]);
    expect(
      ids(
        { paths: { '/a': get('A', { x: 1, y: 2 }) } },
        { paths: { '/a': { get: { y: 2, x: 1, operationId: 'A' } } } },
      ),
    ).toEqual([[], [], []]);
  });

  it('takes whatever stands there', () => {
    const odd = JSON.parse(
      '{"paths": {"/a": {"get": null, "put": {"operationId": 5}, "__proto__": {"operationId": "x"}}}}',
    ) as object;

    expect(ids({}, odd)).toEqual([['PUT /a'], [], []]);
    expect(ids(odd, { paths: [] })).toEqual([[], ['PUT /a'], []]);
  });
});
