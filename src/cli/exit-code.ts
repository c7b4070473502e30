import type { Verdict } from '../core/verdict.js';

/** What the program ends with: 0 pass, 1 findings block, 2 could not run. */
export type ExitCode = 0 | 1 | 2;

/** The exit code of one verdict. Inconclusive is `could not run`: a check that did not run did not pass. */
export function exitCodeOf(verdict: Verdict): ExitCode {
  if (verdict === 'pass') return 0;
  return verdict === 'fail' ? 1 : 2;
}

/** The exit code of many results: the worst of them; 2 when there is none at all. */
export function worst(codes: readonly ExitCode[]): ExitCode {
  if (codes.length === 0 || codes.includes(2)) return 2;
  return codes.includes(1) ? 1 : 0;
}
