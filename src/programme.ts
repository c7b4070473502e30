import { resolve } from 'node:path';
import { loadProgramme } from '../rulesets/programme/load-programme.js';
import { connectorProgramme } from '../rulesets/programme/programme.js';
import type { Programme } from '../rulesets/programme/programme.js';
import type { ProfileName, Severity } from './core/finding.js';
import { problem } from './core/problems.js';
import { waiverRules } from './core/waiver.js';
import type { ProgrammeSource, RuleElsewhere } from './core/ruleset.js';
import { compareRules } from './stages/compare/rules.js';
import { intakeRules } from './stages/intake/rules.js';

/** A programme, and where threads load it from again; null where nothing was decided otherwise. */
export interface OpenedProgramme {
  readonly programme: Programme;
  readonly source: ProgrammeSource | null;
}

/** Opens the programme of this file; without one, the rules as they come. Throws `programme-unreadable`, `programme-invalid`, `rule-file-invalid`. */
export async function openProgramme(path: string | null): Promise<OpenedProgramme> {
  if (path === null) return { programme: connectorProgramme, source: null };
  const elsewhere = rulesElsewhere();
  const programme = await loadProgramme(path, elsewhere);
  return { programme, source: { path: resolve(path), elsewhere, digest: programme.identity.digest } };
}

/** What a programme decided about rules of other stages than lint. */
export function decidedBy({
  profiles,
}: Programme): (profile: ProfileName, ruleId: string) => Severity | 'off' | undefined {
  return (profile, ruleId) => profiles.get(profile)?.severities.get(ruleId);
}

/** The name of a profile, when the programme has it. Throws `profile-not-found`. */
export function profileIn({ programme }: OpenedProgramme, name: string): ProfileName {
  if (programme.profiles.has(name)) return name;
  throw problem('profile-not-found', { profile: name, known: [...programme.profiles.keys()].join(', ') });
}

/** The rules whose findings nobody may waive, with the reason: those whose weight no programme may change either. */
export function fixedRules(): ReadonlyMap<string, string> {
  return new Map(rulesElsewhere().flatMap(({ id, fixed }) => (fixed === null ? [] : [[id, fixed] as const])));
}

/** The rules of the stages beside lint. What intake finds protects those who read the upload, so no programme decides about it. */
function rulesElsewhere(): RuleElsewhere[] {
  const intake = Object.keys(intakeRules).map(id => ({ id, fixed: 'it protects everybody who reads the upload.' }));
  const waivers = Object.keys(waiverRules).map(id => ({ id, fixed: 'it is about the waivers themselves.' }));
  return [...intake, ...compareRules.map(({ id }) => ({ id, fixed: null })), ...waivers];
}
