import type { ProfileName } from '../finding.js';
import type { PackageContent } from '../package.js';
import type { EngineIdentity, RulesetIdentity } from '../ruleset.js';
import type { Report } from '../verdict.js';

/** What a package is judged by, besides the rules. */
export interface LintTerms {
  readonly profile: ProfileName;
  /** The public version, by which rules that ratchet tell what is new; null when there is none. */
  readonly published: PackageContent | null;
}

/** Runs the ruleset over one package: in this process, or in a pool of workers. */
export abstract class Linter {
  abstract readonly ruleset: RulesetIdentity;
  abstract readonly engine: EngineIdentity;
  abstract lint(content: PackageContent, terms: LintTerms, signal: AbortSignal): Promise<Report>;
  abstract close(): Promise<void>;
}
