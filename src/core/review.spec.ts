import { gateWith } from '../../test/support/review.js';
import { countApprovals } from './review.js';

describe('core/review', () => {
  const current = { digest: 'sha256:a', rulesetDigest: 'sha256:r', at: '2026-03-01T00:00:00.000Z' };
  const given = { account: 'rita', digest: 'sha256:a', rulesetDigest: 'sha256:r', at: '2026-02-01T00:00:00.000Z' };
  const reasonFor = (approval: Partial<typeof given>, gate = gateWith()) =>
    countApprovals([{ ...given, ...approval }], current, gate)[0]?.void;

  it('counts an approval of these bytes under this ruleset', () => expect(reasonFor({})).toBeNull());

  it.each([
    ['other bytes', { digest: 'sha256:b' }, undefined, 'It is about other bytes than the current ones.'],
    ['another ruleset', { rulesetDigest: 'sha256:q' }, undefined, 'It was given under another ruleset.'],
    [
      'evidence that has aged',
      {},
      gateWith({ evidenceUntil: '2026-02-28T23:59:59.999Z' }),
      'The evidence that it rests on was good until 2026-02-28T23:59:59.999Z.',
    ],
  ])('shows an approval as void that is about %s', (_, approval, gate, reason) =>
    expect(reasonFor(approval, gate)).toBe(reason),
  );

  it('counts none where nothing waits', () =>
    expect(countApprovals([given], current, null)[0]?.void).toBe(
      'The revision that it is about does not wait at a gate.',
    ));
});
