import { performance } from 'node:perf_hooks';
import type { Verdict } from '../../core/verdict.js';
import { exitCodeOf, worst } from '../exit-code.js';
import type { ExitCode } from '../exit-code.js';
import { formatters } from '../formatters/index.js';
import type { Terminal } from '../terminal.js';
import { checkMany } from './check-many.js';
import type { CheckTerms } from './check-terms.js';
import { judgesOf } from './judges.js';
import { createProgress } from './progress.js';
import type { Checked } from './result.js';

/** By what many packages are checked. */
export interface ManyTerms extends Omit<CheckTerms, 'programme'> {
  /** The programme to judge by; null for the rules as they come. */
  readonly programmeFile: string | null;
  /** How many are checked at the same time; null for one a core. */
  readonly jobs: number | null;
}

/** Checks many packages on all cores, prints each in order as soon as it can be, and sums up on standard error. Throws `profile-not-found` and what opening a programme throws. */
export async function checkAll(
  paths: readonly string[],
  { programmeFile, profile, format, all, jobs }: ManyTerms,
  terminal: Terminal,
): Promise<ExitCode> {
  const started = performance.now();
  const judges = await judgesOf(programmeFile, profile);
  const { load, between } = formatters[format];
  const printing = { format, all, colours: terminal.paint.isColorSupported };
  const progress = createProgress(paths.length, terminal);
  const kept: Checked[] = [];
  const verdicts: Verdict[] = [];
  let findings = 0;
  for await (const { verdict, findings: count, text, checked } of checkMany({
    paths,
    profile,
    printing,
    jobs,
    ...judges,
  })) {
    progress.clear();
    if (checked !== null) kept.push(checked);
    if (text !== null) terminal.out((verdicts.length === 0 ? '' : (between ?? '')) + text);
    verdicts.push(verdict);
    findings += count;
    progress.show(verdicts.length);
  }
  progress.clear();
  if (between === null) terminal.out((await load())(kept, terminal.paint));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const count = (verdict: Verdict) => `${verdicts.filter(other => other === verdict).length} ${verdict}`;
  const sum = `${count('pass')}, ${count('fail')}, ${count('inconclusive')}; ${findings} findings; ${seconds} s`;
  terminal.err(`${verdicts.length} checked: ${sum}\n`);
  return worst(verdicts.map(exitCodeOf));
}
