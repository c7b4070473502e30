import { bodyAfter, policy } from '../../../test/support/policies.js';

const convert = (parent: string, sub: string | undefined, target: string, key: string, retainKey?: unknown) =>
  policy('convertarraytoobject', {
    propertyParentPath: parent,
    propertySubPath: sub,
    newPropertyPath: target,
    keyWithinCollectionPath: key,
    retainKey,
  });
const people = [
  { Name: 'XYZ', Age: '30' },
  { Name: 'ABC', Age: '23' },
];

describe('runtime/policies/convertarraytoobject', () => {
  it.each([
    ['true', { XYZ: people[0], ABC: people[1] }],
    [undefined, { XYZ: people[0], ABC: people[1] }],
    ['false', { XYZ: { Age: '30' }, ABC: { Age: '23' } }],
    [false, { XYZ: { Age: '30' }, ABC: { Age: '23' } }],
  ])('keys the items, retainKey %s', async (retainKey, byName) =>
    expect(await bodyAfter([convert('@body()', 'people', '@body().byName', 'Name', retainKey)], { people })).toEqual({
      people,
      byName,
    }),
  );

  it('works on each item of a list, and on a parent that is the list itself', async () => {
    expect(
      await bodyAfter([convert('@body().sets', 'people', '@item().people', 'Name', 'false')], {
        sets: [{ people }, {}],
      }),
    ).toEqual({ sets: [{ people: { XYZ: { Age: '30' }, ABC: { Age: '23' } } }, {}] });
    expect(await bodyAfter([convert('@body().people', undefined, '@body().people', 'Name')], { people })).toEqual({
      people: { XYZ: people[0], ABC: people[1] },
    });
  });

  it('leaves a list alone whose items have no key, and what is no list', async () => {
    const without = { people: [...people, { Age: '1' }] };
    expect(await bodyAfter([convert('@body()', 'people', '@body().people', 'Name')], without)).toEqual(without);
    expect(await bodyAfter([convert('@body()', 'people', '@body().people', 'Name')], { people: 'x' })).toEqual({
      people: 'x',
    });
  });

  it('takes __proto__ for a key like any other', async () => {
    const after = await bodyAfter([convert('@body()', 'a', '@body().b', 'k')], { a: [{ k: '__proto__', v: 1 }] });

    expect(JSON.stringify(after)).toBe('{"a":[{"k":"__proto__","v":1}],"b":{"__proto__":{"k":"__proto__","v":1}}}');
  });
});
