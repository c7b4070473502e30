import { rules } from '../rules.js';
import { readProfiles, readProgrammeText, readWaivers } from './read-programme.js';
import { profileOf, connectorProgramme, limitsIn, profileNamed, severityIn } from './programme.js';
import type { Programme } from './programme.js';

const elsewhere = [
  { id: 'breaking-operation-deleted', fixed: null },
  { id: 'archive-empty', fixed: 'it protects everybody who reads the upload.' },
];
const head = { id: 'contoso', version: '2026-11-01' };
const bytes = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value, null, 1));
const read = (profiles: unknown) => readProfiles(bytes({ ...head, profiles }), rules, elsewhere);
const faultsOf = (profiles: unknown) => {
  const made = read(profiles);
  return 'faults' in made ? made.faults : [];
};

function programmeWith(profiles: unknown): Programme {
  const made = read(profiles);
  if ('faults' in made) throw new Error(JSON.stringify(made.faults));
  return { ...connectorProgramme, profiles: made.profiles };
}

const title = rules.find(rule => rule.id === 'title-max-length');
const icon = rules.find(rule => rule.id === 'icon-required');
if (!title || !icon) throw new Error('A rule of this test is gone');

describe('rulesets/programme/read-programme', () => {
  it('keeps the two profiles as they are where nothing is said of them', () => {
    const programme = programmeWith(undefined);

    expect([...programme.profiles.keys()]).toEqual(['verified', 'independent']);
    expect(severityIn(profileNamed(programme, 'independent'), icon)).toBe('off');
  });

  it('changes weights and limits of a profile, and nothing of the other', () => {
    const programme = programmeWith({
      verified: { severity: { 'icon-required': 'warning' }, limits: { 'title-max-length': { most: 40 } } },
    });
    const [verified, independent] = ['verified', 'independent'].map(name => profileNamed(programme, name));

    expect(verified && severityIn(verified, icon)).toBe('warning');
    expect(verified && limitsIn(verified, title)).toMatchObject({ most: 40 });
    expect(independent && limitsIn(independent, title)).toEqual(title.limits);
  });

  it('makes profiles of its own of them, for the publishers that it names', () => {
    const programme = programmeWith({
      partner: { extends: 'independent', publishers: ['contoso'], severity: { 'breaking-operation-deleted': 'error' } },
    });

    expect(profileOf(programme, { slug: 'contoso', kind: 'verified' })).toBe('partner');
    expect(profileOf(programme, { slug: 'fabrikam', kind: 'verified' })).toBe('verified');
    expect(severityIn(profileNamed(programme, 'partner'), icon)).toBe('off');
  });

  it.each([
    [
      'a rule that there is not',
      { verified: { severity: { 'title-max-lenght': 'off' } } },
      'No rule has the id "title-max-lenght". Did you mean title-max-length?',
      7,
    ],
    [
      'a limit of a rule that there is not',
      { verified: { limits: { 'no-such-rule-at-all': { most: 1 } } } },
      'No rule has the id "no-such-rule-at-all".',
      7,
    ],
    [
      'a limit that the rule does not have',
      { verified: { limits: { 'host-valid': { most: 1 } } } },
      'The rule host-valid decides by no number.',
      8,
    ],
    [
      'a rule that no programme decides about',
      { verified: { severity: { 'archive-empty': 'off' } } },
      'The weight of archive-empty cannot be changed: it protects everybody who reads the upload.',
      7,
    ],
    ['a weight that there is not', { verified: { severity: { 'host-valid': 'fatal' } } }, /one of error, ratchet/, 7],
    ['a member that is not known', { verified: { severities: {} } }, 'The member "severities" is not known here.', 6],
    ['a profile of its own that extends none', { partner: {} }, /has to say what it extends/, 5],
    ['a built-in profile that extends one', { verified: { extends: 'independent' } }, /it extends no other/, 6],
    [
      'a publisher in two profiles',
      { a: { extends: 'verified', publishers: ['x'] }, b: { extends: 'verified', publishers: ['x'] } },
      'The publisher x is already in the profile a.',
      14,
    ],
  ])('refuses %s, and says where', (_, profiles, message, line) => {
    const [fault, ...others] = faultsOf(profiles);

    expect(others).toEqual([]);
    expect(fault?.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    expect(fault?.line).toBe(line);
  });

  it('refuses a file without its name and date, and one that is not JSON', () => {
    expect(readProgrammeText(bytes({}))).toMatchObject({ faults: [{ line: 1 }, { line: 1 }] });
    expect(readProgrammeText(bytes({ ...head, version: '2026-02-30' }))).toMatchObject({
      faults: [{ message: '"version": expected a day such as 2026-12-31.', line: 3, column: 2 }],
    });
    expect(readProgrammeText(bytes('{\n "id": }'))).toMatchObject({ faults: [{ line: 2 }] });
  });

  it('reads waivers with their places, and refuses one without an end, a reason or a rule', () => {
    const waiver = {
      rule: 'title-max-length',
      connector: 'contoso/stock',
      reason: 'A registered mark.',
      approver: 'Robin',
      expires: '2027-01-31',
    };
    const ids = rules.map(rule => rule.id);

    expect(readWaivers(bytes([waiver]), 'waivers.json', ids)).toEqual({
      waivers: [
        {
          ...waiver,
          file: null,
          pointer: null,
          fingerprint: null,
          place: { file: 'waivers.json', line: 2, column: 2, pointer: '/0' },
        },
      ],
    });
    expect(readWaivers(bytes([{ ...waiver, expires: 'never' }]), 'w', ids)).toMatchObject({ faults: [{ line: 7 }] });
    expect(readWaivers(bytes([{ ...waiver, reason: ' ' }]), 'w', ids)).toMatchObject({ faults: [{ line: 5 }] });
    expect(readWaivers(bytes([{ ...waiver, rule: 'no' }]), 'w', ids)).toMatchObject({ faults: [{ line: 3 }] });
    expect(readWaivers(bytes([{ ...waiver, connector: 'x' }]), 'w', ids)).toMatchObject({ faults: [{ line: 4 }] });
  });

  describe('what is said about promotion', () => {
    const promotionOf = (promotion: unknown, review?: unknown) =>
      readProgrammeText(bytes({ ...head, review, promotion }));

    it('asks for nothing where nothing is said', () => {
      const rule = {
        soakHours: 0,
        runs: 0,
        successLowerBound: null,
        p95Ms: null,
        openWarnings: null,
        testersWorking: 0,
      };

      expect(promotionOf({ careful: { runs: 50, p95Ms: 800 } })).toMatchObject({
        text: { promotion: { fast: rule, normal: rule, careful: { ...rule, runs: 50, p95Ms: 800 } } },
      });
    });

    it.each([
      ['a lane that is none', { slow: {} }, 'The member "slow" is not known here.', 5, 3],
      ['a member that is not known', { fast: { run: 5 } }, 'The member "run" is not known here.', 6, 4],
      ['less than no run', { fast: { runs: -1 } }, '"runs": expected a whole number from 0 to 10000.', 6, 4],
      [
        'a bound that no number of runs reaches',
        { fast: { successLowerBound: 1 } },
        '"successLowerBound": expected a share above 0 and up to 0.9999, or null.',
        6,
        4,
      ],
      ['no time at all', { fast: { p95Ms: 0 } }, '"p95Ms": expected whole milliseconds', 6, 4],
      ['half a tester', { fast: { testersWorking: 0.5 } }, '"testersWorking": expected a whole number', 6, 4],
      [
        'a soak that its evidence does not outlast',
        { fast: { soakHours: 720 } },
        '"soakHours": expected fewer hours than evidence is good for (720).',
        6,
        4,
      ],
    ])('refuses %s, with its line and column', (_, promotion, message, line, column) => {
      const made = promotionOf(promotion);

      expect('faults' in made ? made.faults : []).toEqual([
        { message: expect.stringContaining(message), line, column },
      ]);
    });

    it('measures a soak by the days that the programme itself gives to evidence', () => {
      expect(promotionOf({ fast: { soakHours: 720 } }, { evidenceDays: 31 })).toHaveProperty('text');
      expect(promotionOf({ fast: { soakHours: 168 } }, { evidenceDays: 7 })).toHaveProperty('faults');
    });
  });

  describe('what is said about reviews', () => {
    const reviewOf = (review: unknown) => readProgrammeText(bytes({ ...head, review }));

    it('changes what it names, and leaves the rest as it comes', () => {
      const made = reviewOf({ promiseHours: { fast: 4 }, carefulFor: ['first-version'] });

      expect(made).toMatchObject({
        text: {
          review: {
            promiseHours: { fast: 4, normal: 48, careful: 72 },
            escalateAtShare: 0.75,
            evidenceDays: 30,
            fastLane: true,
            carefulFor: ['first-version'],
          },
        },
      });
    });

    it.each([
      ['a promise of nothing', { promiseHours: { fast: 0 } }, '"fast": expected hours, from 1 to 8760.'],
      ['a lane that is none', { promiseHours: { slow: 1 } }, 'The member "slow" is not known here.'],
      ['the whole promise', { escalateAtShare: 1 }, '"escalateAtShare": expected a share between 0 and 1.'],
      ['part of a day', { evidenceDays: 0.5 }, '"evidenceDays": expected whole days, from 1 to 365.'],
      ['no risk', { carefulFor: ['luck'] }, '"0": expected one of first-version, new-host'],
    ])('refuses %s, with its place', (_, review, message) => {
      const made = reviewOf(review);

      expect('faults' in made ? made.faults : []).toEqual([
        { message: expect.stringContaining(message), line: expect.any(Number), column: expect.any(Number) },
      ]);
    });
  });

  describe('what is said about monitoring', () => {
    const monitoringOf = (monitoring: unknown) => readProgrammeText(bytes({ ...head, monitoring }));

    it('changes what it names, and leaves the rest as it comes', () =>
      expect(monitoringOf({ publicEveryMinutes: 60, suspendAfterHours: 48 })).toMatchObject({
        text: {
          monitoring: {
            previewEveryMinutes: 15,
            publicEveryMinutes: 60,
            driftAfterFailures: 3,
            curedAfterPasses: 2,
            suspendAfterHours: 48,
          },
        },
      }));

    it.each([
      ['no pause', { previewEveryMinutes: 0 }, '"previewEveryMinutes": expected whole minutes, from 1 to 43200.'],
      [
        'half a run',
        { driftAfterFailures: 1.5 },
        '"driftAfterFailures": expected a whole number of runs, from 1 to 100.',
      ],
      ['at once', { suspendAfterHours: 0 }, '"suspendAfterHours": expected hours, from 1 to 8760, or null.'],
      ['a word that is none', { every: 1 }, 'The member "every" is not known here.'],
    ])('refuses %s, with its place', (_, monitoring, message) => {
      const made = monitoringOf(monitoring);

      expect('faults' in made ? made.faults : []).toEqual([
        { message: expect.stringContaining(message), line: expect.any(Number), column: expect.any(Number) },
      ]);
    });
  });
});
