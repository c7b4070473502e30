import fc from 'fast-check';
import { defaultMonitoringPolicy, driftOf, pauseAfter } from './monitoring.js';
import { verdicts } from './verdict.js';
import type { Verdict } from './verdict.js';

const runs = (newestFirst: string) =>
  [...newestFirst].map(letter => ({
    verdict: ({ p: 'pass', f: 'fail', i: 'inconclusive' } as const)[letter] as Verdict,
  }));

describe('core/monitoring', () => {
  it.each([
    ['', 'unsettled'],
    ['ff', 'unsettled'],
    ['fff', 'drifting'],
    ['fffpp', 'drifting'],
    ['ffpf', 'unsettled'],
    ['pfff', 'unsettled'],
    ['ppfff', 'fine'],
    ['fppfff', 'unsettled'],
    ['fiff', 'drifting'],
    ['ifff', 'drifting'],
    ['pip', 'fine'],
    ['iiiiii', 'unsettled'],
  ])('says of the runs “%s”, newest first, that it is %s', (letters, state) =>
    expect(driftOf(runs(letters), defaultMonitoringPolicy)).toBe(state),
  );

  it('is never moved by runs that proved nothing, wherever they come', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...verdicts)), list => {
        const all = list.map(verdict => ({ verdict }));
        const told = all.filter(({ verdict }) => verdict !== 'inconclusive');
        expect(driftOf(all, defaultMonitoringPolicy)).toBe(driftOf(told, defaultMonitoringPolicy));
      }),
    ));

  it('lets what is slow wait longer', () => {
    expect(pauseAfter('preview', 2, defaultMonitoringPolicy)).toBe(900);
    expect(pauseAfter('preview', 600, defaultMonitoringPolicy)).toBe(2_400);
    expect(pauseAfter('public', 600, defaultMonitoringPolicy)).toBe(86_400);
  });
});
