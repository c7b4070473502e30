import { XMLValidator } from 'fast-xml-parser';
import { badgeOf, badgeSvg } from './badge.js';

const certificateUntil = (expiresAt: string) =>
  JSON.stringify({ payload: Buffer.from(JSON.stringify({ predicate: { expiresAt } })).toString('base64') });
const published = (version: string, certificate = certificateUntil('2027-11-23T00:00:00.000Z')) => ({
  version,
  receipt: { target: 't', commit: 'c', mergeCommit: 'm', folder: 'f', certificate },
});
const now = new Date('2026-11-23T12:00:00.000Z');

describe('api/badge', () => {
  it.each([
    ['a valid certificate', published('1.2.0'), { text: 'certified 1.2.0', good: true }],
    ['nothing public', null, { text: 'not certified', good: false }],
    [
      'an expired certificate',
      published('1.2.0', certificateUntil('2026-11-23T12:00:00.000Z')),
      { text: '1.2.0: certificate expired', good: false },
    ],
    [
      'a certificate that says nothing',
      published('1.2.0', '{}'),
      { text: '1.2.0: certificate unreadable', good: false },
    ],
  ])('says of %s what it is', (_, newest, badge) => expect(badgeOf(newest, now)).toEqual(badge));

  const deprecation = (phase: 'announced' | 'deprecated' | 'ended') => ({
    id: 'd',
    versions: null,
    reason: 'Old.',
    from: '2026-11-01',
    endOfLife: '2026-12-24',
    replacement: null,
    announcedAt: '2026-10-01T00:00:00.000Z',
    phase,
  });
  const withdrawal = (since: string | null) => ({ id: 'w', side: 'programme' as const, reason: 'It leaks.', since });
  it.each([
    ['deprecated', { deprecation: deprecation('deprecated'), withdrawal: null }, '1.2.0: deprecated'],
    ['past its end of life', { deprecation: deprecation('ended'), withdrawal: null }, '1.2.0: deprecated'],
    ['to be deprecated later', { deprecation: deprecation('announced'), withdrawal: null }, 'certified 1.2.0'],
    ['withdrawn', { deprecation: null, withdrawal: withdrawal('2026-11-01T00:00:00.000Z') }, '1.2.0: withdrawn'],
    ['wished away by one reviewer', { deprecation: null, withdrawal: withdrawal(null) }, 'certified 1.2.0'],
  ])('of a version that is %s says so', (_, marks, text) =>
    expect(badgeOf(published('1.2.0'), now, marks)).toEqual({ text, good: text.startsWith('certified') }),
  );

  it('says until when, once the end of the certificate is near', () =>
    expect(badgeOf(published('1.2.0', certificateUntil('2026-12-20T00:00:00.000Z')), now)).toEqual({
      text: 'certified 1.2.0 until 2026-12-20',
      good: true,
    }));

  it('is a picture that asks for nothing from elsewhere', () => {
    const svg = badgeSvg(badgeOf(published('1.2.0'), now));

    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg).toContain('>certified 1.2.0</text>');
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /https?:|href|url\(|<style|<script|@import/,
    );
  });

  it('shows a hostile version as text, and not all of a long one', () => {
    const hostile = badgeSvg(badgeOf(published('"/><script>x</script>'), now));
    const long = badgeSvg(badgeOf(published('9'.repeat(5000)), now));

    expect(hostile).not.toContain('<script');
    expect(XMLValidator.validate(hostile)).toBe(true);
    expect(long.length).toBeLessThan(1_000);
  });
});
