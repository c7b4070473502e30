import type { Finding } from './finding.js';
import type { Report } from './verdict.js';
import { applyWaivers } from './waiver.js';
import type { Waiver } from './waiver.js';

const subject = { publisher: 'contoso', connector: 'stock', today: '2026-11-23' };
const hash = (source: string) => source;

const finding = (pointer: string, rule = 'title-max-length'): Finding => ({
  rule,
  severity: 'error',
  blocks: true,
  file: 'apiDefinition.swagger.json',
  line: 1,
  column: 1,
  pointer,
  message: 'Too long.',
  fix: 'Shorten it.',
  docs: '',
  fingerprint: pointer,
  status: 'new',
});

const waiver = (changes: Partial<Waiver> = {}): Waiver => ({
  rule: 'title-max-length',
  connector: 'contoso/stock',
  file: null,
  pointer: null,
  fingerprint: null,
  reason: 'The name is a registered mark.',
  approver: 'Robin',
  expires: '2026-12-31',
  place: { file: 'waivers.json', line: 2, column: 3, pointer: '/0' },
  ...changes,
});

const report = (findings: readonly Finding[]): Report => ({
  checks: [{ id: 'title-max-length', state: 'ran' }],
  findings,
  evidence: [],
});

const statuses = (waivers: readonly Waiver[], findings: readonly Finding[]) =>
  applyWaivers(report(findings), waivers, subject, hash).findings.map(({ rule, status, blocks }) => [
    rule,
    status,
    blocks,
  ]);

describe('core/waiver', () => {
  it('sets a finding aside without hiding it', () => {
    expect(statuses([waiver()], [finding('/info/title')])).toEqual([['title-max-length', 'waived', false]]);
  });

  it('holds to the end of its last day, and says so when it is over', () => {
    expect(statuses([waiver({ expires: '2026-11-23' })], [finding('/a')])).toEqual([
      ['title-max-length', 'waived', false],
    ]);
    expect(statuses([waiver({ expires: '2026-11-22' })], [finding('/a')])).toEqual([
      ['title-max-length', 'new', true],
      ['waiver-expired', 'new', false],
    ]);
  });

  it('reports one that covers nothing, at its place, unless it is for every connector', () => {
    const [found] = applyWaivers(report([]), [waiver()], subject, hash).findings;

    expect(found).toMatchObject({ rule: 'waiver-unmatched', file: 'waivers.json', line: 2, pointer: '/0' });
    expect(statuses([waiver({ connector: '*' })], [])).toEqual([]);
  });

  it('says nothing of waivers for other connectors, and of rules whose check did not run', () => {
    expect(statuses([waiver({ connector: 'contoso/orders' })], [finding('/a')])).toEqual([
      ['title-max-length', 'new', true],
    ]);
    expect(statuses([waiver({ rule: 'host-valid' })], [])).toEqual([]);
  });

  it.each([
    ['file', { file: 'apiProperties.json' }],
    ['pointer', { pointer: '/paths/~1a' }],
    ['fingerprint', { fingerprint: 'x' }],
  ])('covers only its %s', (_, scope) => {
    expect(statuses([waiver(scope)], [finding('/paths/~1a~1b/get')])[0]).toEqual(['title-max-length', 'new', true]);
  });

  it('covers what a check found that is called after a call, not after the rule', () => {
    const ofCalls: Report = { ...report([finding('/a')]), checks: [{ id: 'ListItems 200', state: 'ran' }] };
    const waived = (waivers: Waiver[]) => applyWaivers(ofCalls, waivers, subject, hash).findings;

    expect(waived([waiver()])).toMatchObject([{ status: 'waived', blocks: false }]);
    expect(waived([waiver({ pointer: '/b' })])).toMatchObject([{ status: 'new', blocks: true }]);
  });

  it('covers what lies below its pointer', () => {
    expect(statuses([waiver({ pointer: '/paths/~1a' })], [finding('/paths/~1a/get')])).toEqual([
      ['title-max-length', 'waived', false],
    ]);
  });
});
