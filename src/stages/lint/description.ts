import { connectorProgramme, rulesIn } from '../../../rulesets/programme/programme.js';
import type { Programme } from '../../../rulesets/programme/programme.js';
import type { ProfileName } from '../../core/finding.js';
import type { EngineIdentity, RulesetIdentity } from '../../core/ruleset.js';
import { installedVersion } from '../../installation.js';

/** What is known about linting without doing it: who judges, by which rules, and which checks a report has to name. */
export interface LintDescription {
  readonly engine: EngineIdentity;
  readonly ruleset: RulesetIdentity;
  /** Ids of the rules that each profile has, in order. */
  readonly checks: ReadonlyMap<ProfileName, readonly string[]>;
}

/** Describes the linter of this installation. Loads the rules but not Spectral, so that a service can start with it at little cost. */
export function describeLinter(programme: Programme = connectorProgramme): LintDescription {
  const checks = [...programme.profiles.values()].map(
    profile => [profile.name, rulesIn(profile, programme.rules).map(rule => rule.id)] as const,
  );
  return {
    engine: { name: 'assay', version: installedVersion() },
    ruleset: programme.identity,
    checks: new Map(checks),
  };
}
