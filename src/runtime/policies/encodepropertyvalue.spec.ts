import { bodyAfter, policy } from '../../../test/support/policies.js';

const encode = policy('EncodePropertyValue', {
  propertyParentPath: '@body().assignments',
  propertySubPath: 'userId',
  newPropertyPath: '@item().userId',
});

describe('runtime/policies/encodepropertyvalue', () => {
  it('percent-encodes a property of each item', async () =>
    expect(
      await bodyAfter([encode], { assignments: [{ userId: 'a b/ü' }, { userId: 7 }, { userId: null }, {}] }),
    ).toEqual({
      assignments: [{ userId: 'a%20b%2F%C3%BC' }, { userId: '7' }, { userId: null }, {}],
    }));

  it('survives half a character', async () =>
    expect(await bodyAfter([encode], { assignments: [{ userId: '\ud800' }] })).toEqual({
      assignments: [{ userId: '%EF%BF%BD' }],
    }));
});
