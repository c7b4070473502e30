import { performance } from 'node:perf_hooks';
import type { PackageContent } from '../../core/package.js';
import { problem } from '../../core/problems.js';
import { decidedBy, profileIn } from '../../programme.js';
import type { OpenedProgramme } from '../../programme.js';
import { createLinter } from '../../stages/lint/linter.js';
import { replay } from '../../stages/functional/replay/replay.js';
import type { Replay } from '../../stages/functional/replay/replay.js';
import { reportOf } from '../../stages/functional/reports/functional-report.js';
import { judged } from '../check/check-package.js';
import { readPackage } from '../check/read-package.js';
import type { CheckResult } from '../check/result.js';
import { exitCodeOf } from '../exit-code.js';
import type { ExitCode } from '../exit-code.js';
import { publishedFrom, runLocally } from '../local.js';
import { printable } from '../printable.js';
import type { Paint, Terminal } from '../terminal.js';
import { printTest } from '../test/test-formats.js';
import type { TestFormatName } from '../test/test-formats.js';
import { readEvidence } from './read-evidence.js';
import type { Evidence } from './read-evidence.js';

/** By what a record is judged again. */
export interface ReplayTerms {
  readonly programme: OpenedProgramme;
  /** Null: the profile that the record names. */
  readonly profile: string | null;
  /** Folder or zip of the public version; null when there is none. */
  readonly baseline: string | null;
  /** What the evidence has to be, `sha256:…`; null when nobody says. */
  readonly digest: string | null;
  readonly format: TestFormatName;
  readonly all: boolean;
}

/** What `--format json` has beside what `check` prints: a contract, so members are only ever added. */
export interface ReplayResult extends CheckResult {
  readonly replay: {
    readonly evidence: string;
    readonly recordedAt: string;
    /** The verdict of the functional stage: when it was recorded, and now. */
    readonly recorded: CheckResult['verdict'];
    readonly now: CheckResult['verdict'];
    readonly identityDifferences: readonly string[];
    readonly differences: readonly string[];
  };
}

/**
 * Judges one package again: lint, compare where a public version is given, and the functional test by its record. Nothing is called. Prints
 * it and gives the exit code. Throws what `readEvidence`, `readPackage`, `publishedFrom` and `replay` throw, `profile-not-found`, and
 * `path-not-a-package` when intake does not accept the package.
 */
export async function replayEvidence(
  evidencePath: string,
  path: string,
  terms: ReplayTerms,
  terminal: Terminal,
): Promise<ExitCode> {
  const started = performance.now();
  const { programme } = terms.programme;
  const evidence = await readEvidence(evidencePath);
  requireDigest(evidence, terms.digest);
  const profile = profileIn(terms.programme, terms.profile ?? evidence.record.profile);
  const linter = createLinter(programme);
  try {
    const { baseline } = terms;
    const published =
      baseline === null ? null : await publishedFrom(await readPackage(baseline), baseline, profile, linter);
    const local = { profile, linter, published, waivers: programme.waivers, decided: decidedBy(programme) };
    const { package: content, reports } = await runLocally(await readPackage(path), local);
    requireAccepted(content, path);
    const { engine, ruleset } = linter;
    const again = await replay(evidence.record, content, { engine, ruleset });
    const functional = { stage: 'functional', report: { ...again.report, evidence: [evidence.digest] } } as const;
    const result: ReplayResult = {
      engine,
      ruleset,
      path,
      profile,
      ...judged({ package: content, reports: [...reports, functional] }),
      timings: { totalMs: Math.round(performance.now() - started) },
      replay: toldOf(evidence, again),
    };
    const shown = {
      checked: { result, excerpts: result.findings.map(() => null), all: terms.all },
      report: reportOf(evidence.record, { ...again.report, verdict: again.verdict }),
      record: evidence.record,
    };
    terminal.out(await printTest(terms.format, shown, terminal.paint));
    if (terms.format === 'text') terminal.out(replayText(result, terminal.paint));
    return exitCodeOf(result.verdict);
  } finally {
    await linter.close();
  }
}

function requireDigest({ digest }: Evidence, expected: string | null): void {
  if (expected === null || digest === expected) return;
  throw problem('evidence-unreadable', {
    reason: `Its digest is ${digest}, and not ${expected}: it is another record.`,
  });
}

function requireAccepted(content: PackageContent | null, path: string): asserts content is PackageContent {
  if (content === null) {
    throw problem('path-not-a-package', { path, reason: 'is not accepted as a package; `assay check` says why' });
  }
}

function toldOf({ digest, record }: Evidence, again: Replay): ReplayResult['replay'] {
  return {
    evidence: digest,
    recordedAt: record.startedAt,
    recorded: record.verdict,
    now: again.verdict,
    identityDifferences: again.identityDifferences,
    differences: again.differences,
  };
}

function replayText({ replay: told }: ReplayResult, paint: Paint): string {
  const { evidence, recordedAt, recorded, now, identityDifferences, differences } = told;
  const agrees = `as it was recorded at ${recordedAt}: ${recorded}, with the same findings`;
  const says = differences.length === 0 ? agrees : `${now} now, ${recorded} when it was recorded at ${recordedAt}`;
  return [
    `  replayed, nothing was called: functional ${says}`,
    ...identityDifferences.map(sentence => `  ${paint.yellow('other')} ${printable(sentence)}`),
    ...differences.map(sentence => `  ${paint.yellow('differs')} ${printable(sentence)}`),
    `  ${paint.dim(`evidence ${evidence}`)}`,
    '',
  ].join('\n');
}
