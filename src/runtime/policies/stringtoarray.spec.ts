import { bodyAfter, policy, unsupportedReason } from '../../../test/support/policies.js';

const split = (
  parent: string,
  sub: string,
  delimiterList: string,
  newPropertyPath: string,
  childPropertyName = 'AgeW',
) =>
  policy('stringtoarray', {
    propertyParentPath: parent,
    propertySubPath: sub,
    delimiterList,
    childPropertyName,
    newPropertyPath,
  });

describe('runtime/policies/stringtoarray', () => {
  it('does what the page of the reference programme shows', async () =>
    expect(
      await bodyAfter([split('@body()', 'people.XYZ.Age', ';', '@body.people.XYZ.Age')], {
        people: { XYZ: { Age: '3;0' }, ABC: { Age: '23;45' } },
      }),
    ).toEqual({ people: { XYZ: { Age: [{ AgeW: '3' }, { AgeW: '0' }] }, ABC: { Age: '23;45' } } }));

  it('splits at each of the delimiters and leaves empty pieces out', async () =>
    expect(await bodyAfter([split('@body()', 'a', ',;', '@body().b', 'v')], { a: 'x,y;;z;' })).toEqual({
      a: 'x,y;;z;',
      b: [{ v: 'x' }, { v: 'y' }, { v: 'z' }],
    }));

  it('leaves alone what is no text', async () =>
    expect(await bodyAfter([split('@body()', 'a', ';', '@body().a')], { a: 7 })).toEqual({ a: 7 }));

  it('cannot split at nothing', () =>
    expect(unsupportedReason([split('@body()', 'a', '', '@body().a')])).toContain('empty `delimiterList`'));
});
