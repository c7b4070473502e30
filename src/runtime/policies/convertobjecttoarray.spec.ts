import { answerBodyAfter, bodyAfter, onResponse, policy } from '../../../test/support/policies.js';

const convert = (parameters: Record<string, unknown>, more = {}) => policy('convertobjecttoarray', parameters, more);

describe('runtime/policies/convertobjecttoarray', () => {
  it('makes a list of keys and values, in the answer too', () =>
    expect(
      answerBodyAfter(
        [
          convert(
            {
              propertyParentPath: '@body()',
              propertySubPath: 'people',
              newPropertyPath: '@body().list',
              keyName: 'Name',
              valueName: 'Details',
            },
            onResponse,
          ),
        ],
        { people: { XYZ: { Age: '30' }, ABC: { Age: '23' } } },
      ),
    ).toEqual({
      people: { XYZ: { Age: '30' }, ABC: { Age: '23' } },
      list: [
        { Name: 'XYZ', Details: { Age: '30' } },
        { Name: 'ABC', Details: { Age: '23' } },
      ],
    }));

  it('works on each item of a list, with its own names by default', async () =>
    expect(
      await bodyAfter(
        [convert({ propertyParentPath: '@body().sets', propertySubPath: 'people', newPropertyPath: '@item().people' })],
        { sets: [{ people: { a: 1 } }] },
      ),
    ).toEqual({ sets: [{ people: [{ key: 'a', value: 1 }] }] }));

  it('stops an object that doubles with every policy', async () =>
    expect(
      await bodyAfter(
        Array.from({ length: 45 }, (_, index) =>
          convert({ propertyParentPath: '@body()', newPropertyPath: `@body().x${index}` }),
        ),
        { a: 'y'.repeat(100) },
      ),
    ).toMatchObject({ failure: { reason: 'policy-failed' } }));
});
