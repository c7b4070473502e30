import type { Profile } from './finding.js';
import type { Package } from './package.js';

/** A package on its way to another thread, where functions cannot go: its files' bytes by path. */
export interface LintTask extends Package {
  readonly contents: ReadonlyMap<string, Uint8Array>;
  readonly profile: Profile;
}
