import { exitCodeOf, worst } from './exit-code.js';

describe('cli/exit-code', () => {
  it('counts a check that did not run as not run, never as passed', () => {
    expect([exitCodeOf('pass'), exitCodeOf('fail'), exitCodeOf('inconclusive')]).toEqual([0, 1, 2]);
  });

  it('ends many checks with the worst of them', () => {
    expect(worst([0, 1, 0])).toBe(1);
    expect(worst([1, 2, 0])).toBe(2);
    expect(worst([0, 0])).toBe(0);
  });

  it('has not run when there was nothing', () => {
    expect(worst([])).toBe(2);
  });
});
