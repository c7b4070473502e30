import { readFile } from 'node:fs/promises';
import type { Profile } from '../../core/finding.js';

/** The rules of a profile as a Spectral ruleset in one file, as the build wrote it beside the program. */
export function exportedRuleset(profile: Profile): Promise<string> {
  return readFile(new URL(`../../../spectral/${profile}.js`, import.meta.url), 'utf8');
}
