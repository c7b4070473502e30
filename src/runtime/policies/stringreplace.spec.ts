import { answerBodyAfter, bodyAfter, onResponse, policy, unsupportedReason } from '../../../test/support/policies.js';

const replace = (sourceString: string, replacementString: string, more = {}) =>
  policy(
    'stringreplace',
    {
      propertyParentPath: '@body().references',
      propertySubPath: 'link',
      sourceString,
      replacementString,
      newPropertyPath: '@item().link',
    },
    more,
  );

describe('runtime/policies/stringreplace', () => {
  it('takes the source for a text, not for a pattern', async () =>
    expect(
      await bodyAfter([replace('.', '%2E')], { references: [{ link: 'a.b.c' }, { other: 1 }, { link: 7 }] }),
    ).toEqual({
      references: [{ link: 'a%2Eb%2Ec' }, { other: 1 }, { link: 7 }],
    }));

  it.each([
    ['$&', 'a$&b'],
    ['', 'ab'],
  ])('takes the replacement %j as it is', async (replacement, link) =>
    expect(await bodyAfter([replace('.', replacement)], { references: [{ link: 'a.b' }] })).toEqual({
      references: [{ link }],
    }),
  );

  it('works on the answer, with an at sign', () =>
    expect(answerBodyAfter([replace('%40', '@', onResponse)], { references: [{ link: 'a%40b' }] })).toEqual({
      references: [{ link: 'a@b' }],
    }));

  it('stops a replacement that grows without end', async () =>
    expect(
      await bodyAfter([replace('a', 'b'.repeat(10_000))], { references: [{ link: 'a'.repeat(500_000) }] }),
    ).toMatchObject({ failure: { reason: 'policy-failed' } }));

  it('cannot replace nothing', () => expect(unsupportedReason([replace('', 'x')])).toContain('empty `sourceString`'));
});
