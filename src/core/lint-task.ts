import type { ProfileName } from './finding.js';
import type { Package } from './package.js';
import type { ProgrammeSource } from './ruleset.js';

/** A package on its way to another thread, where functions cannot go: its files' bytes by path. */
export interface SentPackage extends Package {
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

/** What a thread of the lint pool is asked: a package, and by what to judge it. */
export interface LintTask {
  readonly content: SentPackage;
  readonly profile: ProfileName;
  readonly published: SentPackage | null;
}

/** What a thread of the lint pool is told when it starts. */
export interface LintThread {
  /** Null for the rules as they come. */
  readonly programme: ProgrammeSource | null;
}
