import type { Finding, ProfileName, Severity } from '../../core/finding.js';
import type { PackageFile } from '../../core/package.js';
import type { EngineIdentity, RulesetIdentity } from '../../core/ruleset.js';
import type { StageName } from '../../core/stage-names.js';
import type { Verdict } from '../../core/verdict.js';
import type { Explained } from '../failure.js';

/** A check that was expected and did not run, with the reason. Never counted as passed. */
export interface NotRun {
  readonly stage: StageName;
  readonly check: string;
  readonly reason: string;
}

/** What `check --format json` prints for one package: a contract, so members are only ever added. */
export interface CheckResult {
  readonly engine: EngineIdentity;
  readonly ruleset: RulesetIdentity;
  /** As it was given, or found below the corpus. */
  readonly path: string;
  readonly profile: ProfileName;
  /** Null when intake did not accept the upload as a package. */
  readonly package: { readonly digest: string; readonly files: readonly PackageFile[] } | null;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<Severity, number>>;
  readonly notRun: readonly NotRun[];
  readonly timings: { readonly totalMs: number };
  /** Only when an earlier package was named to compare the findings with. */
  readonly since?: Since;
  /** Why there is no verdict, where the check could not run at all. */
  readonly problem?: Explained & { readonly code: string };
}

/** What became of the findings of an earlier package. */
export interface Since {
  /** As it was given. */
  readonly path: string;
  /** Digest of that package; null when intake did not accept it. */
  readonly package: string | null;
  /** What was found then and is no more. */
  readonly fixed: readonly Finding[];
  /** How many of today's findings were there, and how many were not. */
  readonly carried: number;
  readonly new: number;
}

/** The line that a finding is about, cut to what fits a screen: made while the bytes are at hand, for formats that show it. */
export interface Excerpt {
  /** Printable. */
  readonly text: string;
  /** Where in `text` the finding starts, from 0. */
  readonly caret: number;
}

/** A result together with what only some formats show. */
export interface Checked {
  readonly result: CheckResult;
  /** By the index of the finding. */
  readonly excerpts: readonly (Excerpt | null)[];
  /** Whether people are shown every place of a fault that blocks nothing; otherwise only the first few of each kind. */
  readonly all?: boolean;
}

/** The name of the bytes and rules behind every report, in the one form that people compare. */
export function identityLine({ engine, ruleset }: Pick<CheckResult, 'engine' | 'ruleset'>): string {
  return `engine ${engine.version} · ruleset ${ruleset.version} ${ruleset.digest}`;
}
