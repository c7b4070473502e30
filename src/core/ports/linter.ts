import type { Profile } from '../finding.js';
import type { PackageContent } from '../package.js';
import type { Report } from '../verdict.js';
import type { EngineIdentity, RulesetIdentity } from '../ruleset.js';

/** Runs the ruleset over one package: in this process, or in a pool of workers. */
export abstract class Linter {
  abstract readonly ruleset: RulesetIdentity;
  abstract readonly engine: EngineIdentity;
  abstract lint(content: PackageContent, profile: Profile, signal: AbortSignal): Promise<Report>;
  abstract close(): Promise<void>;
}
