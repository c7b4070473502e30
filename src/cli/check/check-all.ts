import { resolve, sep } from 'node:path';
import { performance } from 'node:perf_hooks';
import { problem } from '../../core/problems.js';
import type { Verdict } from '../../core/verdict.js';
import { exitCodeOf, worst } from '../exit-code.js';
import type { ExitCode } from '../exit-code.js';
import { formatters } from '../formatters/index.js';
import type { Terminal } from '../terminal.js';
import { checkMany } from './check-many.js';
import type { CheckTerms } from './check-terms.js';
import { judgesOf } from './judges.js';
import { createProgress } from './progress.js';
import { openResultCache } from './result-cache.js';
import type { Checked } from './result.js';

/** By what many packages are checked. */
export interface ManyTerms extends Omit<CheckTerms, 'programme'> {
  /** The programme to judge by; null for the rules as they come. */
  readonly programmeFile: string | null;
  /** How many are checked at the same time; null for one a core. */
  readonly jobs: number | null;
  /** The folder that keeps results for the next run; null for none. */
  readonly cacheFolder: string | null;
}

/** Checks many packages on all cores, prints each in order as soon as it can be, and sums up on standard error. Throws `profile-not-found`, `options-conflict`, `cache-unusable`, and what opening a programme throws. */
export async function checkAll(
  paths: readonly string[],
  { programmeFile, profile, format, all, jobs, cacheFolder }: ManyTerms,
  terminal: Terminal,
): Promise<ExitCode> {
  const started = performance.now();
  const { waivers, ...judges } = await judgesOf(programmeFile, profile);
  const { load, between } = formatters[format];
  const printing = { format, all, colours: terminal.paint.isColorSupported };
  if (cacheFolder !== null) refuseInside(cacheFolder, paths);
  const cached = { profile, printing, programme: judges.programme, waivers };
  const cache = cacheFolder === null ? null : await openResultCache(cacheFolder, cached);
  const progress = createProgress(paths.length, terminal);
  const kept: Checked[] = [];
  const verdicts: Verdict[] = [];
  let [findings, fromCache] = [0, 0];
  for await (const { verdict, findings: count, text, checked, cached } of checkMany({
    paths,
    profile,
    printing,
    jobs,
    cache,
    ...judges,
  })) {
    progress.clear();
    if (checked !== null) kept.push(checked);
    if (text !== null) terminal.out((verdicts.length === 0 ? '' : (between ?? '')) + text);
    verdicts.push(verdict);
    findings += count;
    if (cached) fromCache += 1;
    progress.show(verdicts.length);
  }
  progress.clear();
  if (between === null) terminal.out((await load())(kept, terminal.paint));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const count = (verdict: Verdict) => `${verdicts.filter(other => other === verdict).length} ${verdict}`;
  const sum = `${count('pass')}, ${count('fail')}, ${count('inconclusive')}; ${findings} findings;${cache === null ? '' : ` ${fromCache} unchanged;`} ${seconds} s`;
  const failure = cache?.failure() ?? null;
  if (failure !== null) terminal.err(`Results could not be kept in ${cacheFolder} (${failure}).\n`);
  terminal.err(`${verdicts.length} checked: ${sum}\n`);
  return worst(verdicts.map(exitCodeOf));
}

/** A cache inside a connector would be a part of it, and change it with every check. */
function refuseInside(cacheFolder: string, paths: readonly string[]): void {
  const cache = resolve(cacheFolder);
  const around = paths.find(path => `${cache}${sep}`.startsWith(`${resolve(path)}${sep}`));
  if (around === undefined) return;
  throw problem('options-conflict', {
    reason: `The cache ${cacheFolder} lies inside the connector ${around}, and would be a part of it.`,
    fix: 'Name a folder outside of every connector that is checked, such as `--cache ../.assay-cache`.',
  });
}
